package io.coupabridge.testing.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A process that does not outlive this JVM, however this JVM ends. A small shell watches the pipe from here: when the
 * pipe closes, on {@link #stop} or because this JVM was killed, it signals the process, and kills it if that does not
 * help. The process has a session of its own, so that Ctrl-C in a terminal reaches only this JVM. Thread-safe.
 */
public final class ChildProcess implements AutoCloseable {

    /**
     * Runs the command, says its pid, and passes its exit code on. The inner shell waits for the end of standard input.
     * As long as this JVM lives, it is the one that kills what does not stop; after that, the inner shell is.
     */
    private static final String WATCHED = """
            exec 3<&0
            : >>"$LOG_FILE"
            "$@" </dev/null >>"$LOG_FILE" 2>&1 3<&- &
            watched=$!
            echo $watched
            exec >/dev/null 2>&1
            (
              read -r _ <&3
              kill -"$STOP_SIGNAL" $watched
              kill -0 $PPID || { sleep 15; kill -KILL $watched; }
            ) &
            watcher=$!
            wait $watched
            code=$?
            kill $watcher
            wait $watcher
            exit $code
            """;

    private final String name;
    private final Path log;
    private final Process shell;
    private final long pid;

    private ChildProcess(String name, Path log, Process shell, long pid) {
        this.name = name;
        this.log = log;
        this.shell = shell;
        this.pid = pid;
    }

    /**
     * Starts a command.
     *
     * @param name what people call the process
     * @param environment added to this JVM's own
     * @param log takes standard output and standard error; appended to
     * @param stopSignal how the process is asked to stop, such as {@code TERM}
     */
    public static ChildProcess start(
            String name, List<String> command, Map<String, String> environment, Path log, String stopSignal) {
        List<String> watched = new ArrayList<>();
        if (Files.isExecutable(Path.of("/usr/bin/setsid"))) {
            watched.add("/usr/bin/setsid");
        }
        watched.addAll(List.of("/bin/sh", "-c", WATCHED, "sh"));
        watched.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(watched).redirectErrorStream(true);
        builder.environment().putAll(environment);
        builder.environment().put("STOP_SIGNAL", stopSignal);
        builder.environment().put("LOG_FILE", log.toAbsolutePath().toString());
        try {
            Files.createDirectories(log.toAbsolutePath().getParent());
            Process shell = builder.start();
            String pid = shell.inputReader().readLine();
            if (pid == null || !pid.matches("[0-9]+")) {
                throw new IOException("the shell said " + pid);
            }
            return new ChildProcess(name, log, shell, Long.parseLong(pid));
        } catch (IOException e) {
            throw new UncheckedIOException(name + " does not start: " + e.getMessage(), e);
        }
    }

    public String name() {
        return name;
    }

    public Path log() {
        return log;
    }

    public long pid() {
        return pid;
    }

    public boolean alive() {
        return shell.isAlive();
    }

    /** Asks the process to stop, waits, and kills it when it takes longer than the grace. */
    public void stop(Duration grace) {
        closePipe();
        if (!awaitExit(grace)) {
            kill();
        }
    }

    /** Asks the process to stop, and does not wait for it. */
    public void terminate() {
        closePipe();
    }

    /** {@code kill -9}; returns when the process is gone. */
    public void kill() {
        ProcessHandle.of(pid).filter(handle -> alive()).ifPresent(ProcessHandle::destroyForcibly);
        awaitExit(Duration.ofSeconds(10));
    }

    /** Suspends the process and its children with {@code SIGSTOP}, as a long pause of their machine would. */
    public void pause() {
        signal("STOP");
    }

    /** Wakes them up. */
    public void resume() {
        signal("CONT");
    }

    @Override
    public void close() {
        stop(Duration.ofSeconds(10));
    }

    /** @return whether the process has ended within the time */
    public boolean awaitExit(Duration time) {
        try {
            return shell.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return !shell.isAlive();
        }
    }

    /** The exit code of a process that has ended. */
    public int exitCode() {
        return shell.exitValue();
    }

    /** A sentence with the process's name, its log file and the log's last lines, for an error message. */
    public String describeEnd(int lines) {
        String state = shell.isAlive() ? "still runs" : "ended with code " + shell.exitValue();
        return name + " " + state + ". Its log is " + log + " and ends with:\n  "
                + String.join("\n  ", lastLines(lines));
    }

    /** The last lines of the log; empty when there is none. */
    public List<String> lastLines(int lines) {
        try {
            List<String> all = Files.exists(log) ? Files.readAllLines(log) : List.of();
            return all.subList(Math.max(0, all.size() - lines), all.size());
        } catch (IOException e) {
            return List.of("(the log cannot be read: " + e.getMessage() + ")");
        }
    }

    private void signal(String signal) {
        List<String> command = new ArrayList<>(List.of("kill", "-" + signal, Long.toString(pid())));
        ProcessHandle.of(pid()).stream()
                .flatMap(ProcessHandle::descendants)
                .forEach(child -> command.add(Long.toString(child.pid())));
        try {
            new ProcessBuilder(command).start().waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void closePipe() {
        try {
            shell.getOutputStream().close();
        } catch (IOException e) {
            // the other end is gone, which is what closing is for
        }
    }
}
