package io.coupabridge.edge.health;

import io.coupabridge.edge.health.ConsumerProgress.Stand;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/**
 * Looks regularly where this service's consumers stand, for readiness and the metric
 * {@code coupabridge.consumer.stalled}. Thread-safe.
 */
@Singleton
public class ConsumerWatch {

    private static final Logger LOG = Logger.getLogger(ConsumerWatch.class);
    private static final Duration LOOK = Duration.ofSeconds(5);

    private final MeterRegistry metrics;
    private final Clock clock;
    private final Map<String, Watched> consumers = new ConcurrentHashMap<>();
    private final RegularLook looks = new RegularLook("consumer-watch", LOOK, this::look);

    ConsumerWatch(MeterRegistry metrics, Clock clock) {
        this.metrics = metrics;
        this.clock = clock;
    }

    private record Watched(ConsumerProgress progress, Supplier<Map<TopicPartition, Stand>> stands) {}

    /**
     * Watches a consumer from now on.
     *
     * @param consumer its name in health and metrics
     * @param stands of all partitions that this replica reads; may fail while it cannot be told, which is no progress
     */
    public void watch(String consumer, Supplier<Map<TopicPartition, Stand>> stands) {
        ConsumerProgress progress = new ConsumerProgress(clock);
        consumers.put(consumer, new Watched(progress, stands));
        Gauge.builder("coupabridge.consumer.stalled", () -> progress.stalled().toMillis() / 1_000.0)
                .description("How long a partition of this consumer has had records and not moved")
                .baseUnit("seconds")
                .tag("consumer", consumer)
                .register(metrics);
    }

    ConsumerProgress progress(String consumer) {
        return consumers.get(consumer).progress();
    }

    Iterable<String> names() {
        return consumers.keySet();
    }

    void look() {
        consumers.forEach((name, consumer) -> {
            try {
                consumer.progress().saw(consumer.stands().get());
            } catch (RuntimeException | Error e) {
                LOG.debugf(e, "It is not known where the consumer %s stands.", name);
            }
        });
    }

    void start(@Observes StartupEvent event) {
        looks.start();
    }

    void stop(@Observes ShutdownEvent event) {
        looks.close();
    }
}
