package io.coupabridge.token.health;

import io.coupabridge.edge.health.KafkaReadiness;
import io.coupabridge.edge.health.RegularLook;
import io.coupabridge.token.outbox.Outbox;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Whether events leave the outbox. While Kafka takes writes, one that stays is named and makes nothing unready: what keeps it
 * is a right or the event itself, so that no replica could do better, and REST goes on without Kafka.
 */
@Readiness
@ApplicationScoped
class OutboxReadiness implements HealthCheck {

    /**
     * Longer than another replica takes to go on for one that died, with the transaction that it left open, and than Kafka
     * takes to leave out a broker that hangs.
     */
    static final Duration LONGEST = Duration.ofSeconds(30);

    private final BooleanSupplier kafkaTakesWrites;
    private final OutboxProgress progress;
    private final RegularLook looks;

    @Inject
    OutboxReadiness(Outbox outbox, @Readiness KafkaReadiness kafka) {
        this(outbox, kafka::takesWrites, new OutboxProgress(System::nanoTime));
    }

    OutboxReadiness(Outbox outbox, BooleanSupplier kafkaTakesWrites, OutboxProgress progress) {
        this.kafkaTakesWrites = kafkaTakesWrites;
        this.progress = progress;
        this.looks = new RegularLook("outbox-readiness", Duration.ofSeconds(1), () -> progress.saw(outbox.oldest()));
    }

    @Override
    public HealthCheckResponse call() {
        Duration stalled = progress.stalled();
        HealthCheckResponseBuilder response = HealthCheckResponse.named("outbox");
        return stalled.compareTo(LONGEST) < 0
                ? response.up().build()
                : response.status(kafkaTakesWrites.getAsBoolean())
                        .withData("events", "wait for Kafka, the oldest for over " + stalled.toSeconds() + " s")
                        .build();
    }

    void start(@Observes StartupEvent event) {
        looks.start();
    }

    void stop(@Observes ShutdownEvent event) {
        looks.close();
    }
}
