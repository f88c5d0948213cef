package io.coupabridge.local.fault;

import io.coupabridge.contracts.TaskEvent;
import io.coupabridge.contracts.Topic;
import io.coupabridge.testing.TopicReader;
import io.coupabridge.testing.TopicRecord;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Follows the commands' outcomes while a test goes on. Not thread-safe. */
final class TaskEventFeed implements AutoCloseable {

    private final TopicReader reader;
    private final Set<UUID> ended = new HashSet<>();

    TaskEventFeed(String bootstrapServers) {
        this.reader = TopicReader.open(bootstrapServers, Topic.TASK_EVENTS);
    }

    /** Follows for the whole of the time. */
    void follow(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        long left = time.toNanos();
        while (left > 0) {
            take(reader.readOn(Duration.ofNanos(left)));
            left = end - System.nanoTime();
        }
    }

    /** Whether each has an outcome, as far as was followed. */
    boolean ended(Collection<UUID> commands) {
        return ended.containsAll(commands);
    }

    /** @throws AssertionError when one has no outcome in time */
    void awaitEnd(Collection<UUID> commands, Duration atMost) {
        long end = System.nanoTime() + atMost.toNanos();
        while (!ended(commands)) {
            if (System.nanoTime() - end > 0) {
                List<UUID> open = commands.stream()
                        .filter(command -> !ended.contains(command))
                        .toList();
                throw new AssertionError("No outcome within " + atMost + " for " + open + ".");
            }
            take(reader.readOn(Duration.ofMillis(200)));
        }
    }

    private void take(List<TopicRecord> records) {
        for (TopicRecord record : records) {
            TaskEvent event = record.as(TaskEvent.class);
            if (event.type().terminal()) {
                ended.add(event.commandId());
            }
        }
    }

    @Override
    public void close() {
        reader.close();
    }
}
