package io.coupabridge.benchmark.bed;

import io.coupabridge.contracts.TaskEvent;
import io.coupabridge.contracts.Topic;
import io.coupabridge.testing.TopicRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.awaitility.Awaitility;

/** Follows the task events from now on and keeps the outcomes: one consumer for any number of commands. Thread-safe. */
final class OutcomeTail implements AutoCloseable {

    private final Map<UUID, TaskEvent> outcomes = new ConcurrentHashMap<>();
    private final TopicFollower follower;

    OutcomeTail(String bootstrapServers) {
        this.follower = new TopicFollower(bootstrapServers, Topic.TASK_EVENTS.topicName(), this::take);
    }

    Optional<TaskEvent> of(UUID command) {
        return Optional.ofNullable(outcomes.get(command));
    }

    TaskEvent await(UUID command, Duration atMost) {
        Awaitility.await("the outcome of command " + command)
                .atMost(atMost)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> outcomes.containsKey(command));
        return outcomes.get(command);
    }

    @Override
    public void close() {
        follower.close();
    }

    private void take(Iterable<ConsumerRecord<byte[], byte[]>> records) {
        for (ConsumerRecord<byte[], byte[]> record : records) {
            TaskEvent event = event(record.value());
            if (event.type().terminal()) {
                outcomes.put(event.commandId(), event);
            }
        }
    }

    private static TaskEvent event(byte[] value) {
        try {
            return TopicRecord.JSON.readValue(value, TaskEvent.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
