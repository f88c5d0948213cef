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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Follows the task events from now on and keeps the outcomes: one consumer for any number of commands. Thread-safe. */
final class OutcomeTail implements AutoCloseable {

    private static final Duration LOOK = Duration.ofSeconds(1);

    private final Map<UUID, CompletableFuture<TaskEvent>> outcomes = new ConcurrentHashMap<>();
    private final TopicFollower follower;

    OutcomeTail(String bootstrapServers) {
        this.follower = new TopicFollower(bootstrapServers, Topic.TASK_EVENTS.topicName(), this::take);
    }

    Optional<TaskEvent> of(UUID command) {
        return Optional.ofNullable(outcome(command).getNow(null));
    }

    /**
     * Returns the moment that the outcome comes: looking for it now and then would count as time of the run.
     *
     * @param lookout called every second until then; what it throws ends the waiting
     */
    TaskEvent await(UUID command, Duration atMost, Runnable lookout) {
        long end = System.nanoTime() + atMost.toNanos();
        while (System.nanoTime() - end < 0) {
            try {
                return outcome(command).get(LOOK.toNanos(), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                follower.requireAlive();
                lookout.run();
            } catch (ExecutionException e) {
                throw new IllegalStateException(e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("Interrupted while waiting for command " + command + ".", e);
            }
        }
        throw new IllegalStateException("Command " + command + " has no outcome within " + atMost + ".");
    }

    private CompletableFuture<TaskEvent> outcome(UUID command) {
        return outcomes.computeIfAbsent(command, id -> new CompletableFuture<>());
    }

    @Override
    public void close() {
        follower.close();
    }

    private void take(Iterable<ConsumerRecord<byte[], byte[]>> records) {
        for (ConsumerRecord<byte[], byte[]> record : records) {
            TaskEvent event = event(record.value());
            if (event.type().terminal()) {
                outcome(event.commandId()).complete(event);
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
