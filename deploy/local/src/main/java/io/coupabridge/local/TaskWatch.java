package io.coupabridge.local;

import io.coupabridge.contracts.TaskEvent;
import io.coupabridge.contracts.Topic;
import io.coupabridge.testing.TopicReader;
import io.coupabridge.testing.TopicRecord;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Follows {@code coupa.task-events}, shows progress, and tells how each command ended. */
final class TaskWatch implements AutoCloseable {

    private static final long SHOWN_EVERY_NANOS = Duration.ofSeconds(3).toNanos();

    private final TopicReader reader;
    private final Console console;
    private final Map<UUID, CompletableFuture<TaskEvent>> outcomes = new ConcurrentHashMap<>();
    private final Map<UUID, TaskEvent> starts = new ConcurrentHashMap<>();
    private final Map<UUID, Long> sequences = new HashMap<>();
    private final Map<UUID, Long> shown = new HashMap<>();
    private final Thread thread;
    private final UUID only;
    private volatile boolean closed;

    private TaskWatch(UUID only, String bootstrapServers, Console console) {
        this.only = only;
        this.console = console;
        this.reader = TopicReader.open(bootstrapServers, Topic.TASK_EVENTS);
        this.thread = new Thread(this::follow, "task-watch");
        thread.setDaemon(true);
        thread.start();
    }

    /** Shows the events of all commands. */
    static TaskWatch ofAll(String bootstrapServers, Console console) {
        return new TaskWatch(null, bootstrapServers, console);
    }

    /** Shows the events of one command alone. */
    static TaskWatch ofOne(UUID command, String bootstrapServers, Console console) {
        return new TaskWatch(command, bootstrapServers, console);
    }

    /**
     * Waits for a command's terminal event.
     *
     * @throws DemoException when none comes within the time
     */
    TaskEvent outcome(UUID command, Duration time) {
        try {
            return outcomeOf(command).get(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new DemoException("The command " + command + " did not end within " + time.toSeconds() + " s.", e);
        } catch (ExecutionException e) {
            throw new DemoException("The task events cannot be read: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DemoException("Interrupted.", e);
        }
    }

    /** The command's STARTED event; null when it never started. */
    TaskEvent start(UUID command) {
        return starts.get(command);
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join(5_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void follow() {
        try (reader) {
            while (!closed) {
                reader.readOn(Duration.ofMillis(200)).forEach(this::take);
            }
        } catch (RuntimeException e) {
            outcomes.values().forEach(outcome -> outcome.completeExceptionally(e));
        }
    }

    private void take(TopicRecord record) {
        TaskEvent event = record.as(TaskEvent.class);
        UUID command = event.commandId();
        if (event.sequence() <= sequences.getOrDefault(command, 0L)) {
            return;
        }
        sequences.put(command, event.sequence());
        show(event);
        if (event.type() == TaskEvent.Type.STARTED) {
            starts.putIfAbsent(command, event);
        }
        if (event.type().terminal()) {
            outcomeOf(command).complete(event);
        }
    }

    private CompletableFuture<TaskEvent> outcomeOf(UUID command) {
        return outcomes.computeIfAbsent(command, none -> new CompletableFuture<>());
    }

    private void show(TaskEvent event) {
        if (only != null && !only.equals(event.commandId())) {
            return;
        }
        long now = System.nanoTime();
        if (event.type() == TaskEvent.Type.PROGRESSED) {
            Long last = shown.get(event.commandId());
            if (last != null && now - last < SHOWN_EVERY_NANOS) {
                return;
            }
            shown.put(event.commandId(), now);
        }
        console.step(event.tenantId().value(), describe(event));
    }

    static String describe(TaskEvent event) {
        String head = event.task() + " " + event.type().name().toLowerCase(Locale.ROOT);
        return switch (event.type()) {
            case STARTED -> head + " (" + event.mode() + ")";
            case WAITING ->
                head + ": " + event.waiting().reason() + " until "
                        + event.waiting().until();
            case FAILED ->
                head + ": " + event.failure().code() + ". " + event.failure().message();
            case PROGRESSED, COMPLETED -> head + ": " + counts(event.progress());
            default -> head;
        };
    }

    static String counts(TaskEvent.Progress progress) {
        List<String> parts = List.of(
                Console.number(progress.recordsRead()) + " read",
                Console.number(progress.recordsNew()) + " new",
                Console.number(progress.recordsChanged()) + " changed",
                Console.number(progress.recordsUnchanged()) + " unchanged",
                Console.number(progress.recordsQuarantined()) + " quarantined",
                Console.number(progress.pages()) + " pages",
                Console.number(progress.requests()) + " requests",
                Console.seconds(progress.throttledMillis() / 1e3) + " throttled");
        return String.join(", ", parts);
    }
}
