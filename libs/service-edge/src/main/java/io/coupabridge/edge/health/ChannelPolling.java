package io.coupabridge.edge.health;

import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;

/**
 * Whether a channel still reads, by the Kafka client's own account. It goes on asking the broker while the broker is down,
 * and while a record waits for the database: it stops only when the channel has ended. Thread-safe.
 */
public final class ChannelPolling {

    private final Supplier<Consumer<?, ?>> consumer;

    public ChannelPolling(KafkaClientService clients, String channel) {
        this(() -> Optional.ofNullable(clients.getConsumer(channel))
                .map(client -> client.unwrap())
                .orElse(null));
    }

    /** @param consumer of the channel, or null while there is none */
    public ChannelPolling(Supplier<Consumer<?, ?>> consumer) {
        this.consumer = consumer;
    }

    /** How long ago the broker was last asked, in whole seconds; empty when it never was, or nothing is left to ask it. */
    public Optional<Duration> age() {
        return lastPoll().filter(seconds -> seconds >= 0).map(seconds -> Duration.ofSeconds(seconds.longValue()));
    }

    /** Whether the channel's consumer is closed. False for a channel that has not begun. */
    boolean ended() {
        // a closed client tells nothing; one that never asked tells -1
        return consumer.get() != null && lastPoll().isEmpty();
    }

    /** How many partitions this replica reads; none where others read them all. */
    public int partitions() {
        return value("consumer-coordinator-metrics", "assigned-partitions")
                .map(Double::intValue)
                .orElse(0);
    }

    private Optional<Double> lastPoll() {
        return value("consumer-metrics", "last-poll-seconds-ago");
    }

    private Optional<Double> value(String group, String name) {
        return Optional.ofNullable(consumer.get())
                .flatMap(client -> client.metrics().entrySet().stream()
                        .filter(entry -> is(entry.getKey(), group, name))
                        .map(Map.Entry::getValue)
                        .map(Metric::metricValue)
                        .filter(Double.class::isInstance)
                        .map(Double.class::cast)
                        .findFirst());
    }

    private static boolean is(MetricName metric, String group, String name) {
        return metric.group().equals(group) && metric.name().equals(name);
    }
}
