package io.coupabridge.local;

import io.coupabridge.testing.process.Jdk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The program behind {@code ./demo}. */
public final class Demo {

    private static final String PROJECT_PROPERTY = "demo.project";
    private static final String ONCE = "--once";
    private static final String CONSUMERS = "--consumers";
    private static final String TRAIN = "--train";

    private static volatile boolean stopping;

    private final DemoSettings settings;
    private final Console console;

    private Demo(DemoSettings settings, Console console) {
        this.settings = settings;
        this.console = console;
    }

    /** @param args {@code [--once|--consumers|--train]}, or {@code connect}, {@code send}, {@code read}
     *     or {@code token} with their options */
    public static void main(String[] args) {
        Console console = new Console(System.out);
        List<String> words = List.of(args);
        try {
            System.exit(run(words, console) ? 0 : 1);
        } catch (RuntimeException e) {
            // while everything is being stopped, something that has stopped is no news
            if (!stopping) {
                explain(e);
            }
        }
        System.exit(1);
    }

    /** The environment variables that choose its ports. */
    public static Set<String> portVariables() {
        return DemoSettings.VARIABLES.keySet();
    }

    private static void explain(RuntimeException e) {
        if (e instanceof DemoException || e instanceof IllegalStateException) {
            System.err.println("demo: " + e.getMessage());
        } else {
            System.err.println("demo: " + e);
            e.printStackTrace();
        }
    }

    private static boolean run(List<String> words, Console console) {
        Path project = Path.of(System.getProperty(PROJECT_PROPERTY, "."));
        String first = words.isEmpty() ? "" : words.get(0);
        if (first.isEmpty() || List.of(ONCE, CONSUMERS, TRAIN).contains(first)) {
            return new Demo(DemoSettings.fromEnvironment(project, System.getenv()), console).runAll(first);
        }
        Tools tools = new Tools(DemoSettings.ofRunningDemo(project, System.getenv()), console);
        List<String> rest = words.subList(1, words.size());
        switch (first) {
            case "connect" -> tools.connect(rest);
            case "send" -> tools.send(rest);
            case "read" -> tools.read(rest);
            case "token" -> tools.token(rest);
            default -> throw new DemoException("There is no './demo " + first + "'. See ./demo --help.");
        }
        return true;
    }

    private boolean runAll(String mode) {
        try (FileChannel lockFile = lockFile();
                FileLock lock = lockFile.tryLock()) {
            if (lock == null) {
                throw new DemoException("Another ./demo runs in this checkout. Stop it first.");
            }
            Ports.requireFree(settings);
            settings.startAfresh();
            return runLocked(mode);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean runLocked(String mode) throws IOException {
        DemoPlatform platform = new DemoPlatform(settings, DemoKeys.in(settings.keys()), console, mode.equals(TRAIN));
        // Ctrl-C ends here, at any moment
        Thread stop = new Thread(() -> {
            stopping = true;
            console.text("");
            console.step("stopping everything");
            platform.close();
            console.step("stopped");
        });
        Runtime.getRuntime().addShutdownHook(stop);
        console.title("Starting the platform (logs in .demo/logs, data in .demo/data)");
        platform.start();
        settings.save();
        boolean held = new MainJob(settings, platform, console).run();
        if (mode.equals(TRAIN)) {
            leaveArchives(platform);
        } else if (mode.equals(CONSUMERS)) {
            return new ExampleConsumers(settings, console).run() && held;
        } else if (mode.isEmpty()) {
            new Guide(settings, console).print(platform.processes());
            stayUp(platform);
        }
        return held;
    }

    private void leaveArchives(DemoPlatform platform) throws IOException {
        console.title("Stopping, and writing what makes the next starts faster");
        List<Path> archives = Arrays.stream(Service.values())
                .map(service -> Jdk.current().archive(service.jar(settings)))
                .toList();
        for (Path archive : archives) {
            Files.deleteIfExists(archive);
        }
        platform.close();
        for (Path archive : archives) {
            if (!Files.exists(archive)) {
                throw new DemoException(archive + " was not written. The service's log in .demo/logs says why.");
            }
            console.step(settings.project().relativize(archive) + ", " + (Files.size(archive) >> 20) + " MB");
        }
    }

    private void stayUp(DemoPlatform platform) {
        CountDownLatch never = new CountDownLatch(1);
        try {
            while (!never.await(1_000, TimeUnit.MILLISECONDS)) {
                platform.requireAlive();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private FileChannel lockFile() throws IOException {
        Files.createDirectories(settings.logs());
        return FileChannel.open(settings.home().resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }
}
