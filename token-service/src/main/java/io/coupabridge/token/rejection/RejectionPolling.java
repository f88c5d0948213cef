package io.coupabridge.token.rejection;

import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;

/**
 * Whether rejections are still read, by the Kafka client's own account. It goes on asking the broker while the broker is
 * down, and while a record waits for the database: it stops only when the channel has ended.
 */
@Singleton
class RejectionPolling {

    private final Supplier<Consumer<?, ?>> consumer;

    @Inject
    RejectionPolling(KafkaClientService clients) {
        this(() -> Optional.ofNullable(clients.getConsumer(RejectionConsumer.CHANNEL))
                .map(client -> client.unwrap())
                .orElse(null));
    }

    /** @param consumer of the channel, or null while there is none */
    RejectionPolling(Supplier<Consumer<?, ?>> consumer) {
        this.consumer = consumer;
    }

    /** How long ago the broker was last asked, in whole seconds; empty when it never was, or nothing is left to ask it. */
    Optional<Duration> age() {
        return value("consumer-metrics", "last-poll-seconds-ago")
                .filter(seconds -> seconds >= 0)
                .map(seconds -> Duration.ofSeconds(seconds.longValue()));
    }

    /** How many partitions this replica reads; none where others read them all. */
    int partitions() {
        return value("consumer-coordinator-metrics", "assigned-partitions")
                .map(Double::intValue)
                .orElse(0);
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
