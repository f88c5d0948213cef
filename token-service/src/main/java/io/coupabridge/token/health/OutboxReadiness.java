package io.coupabridge.token.health;

import io.coupabridge.edge.health.KafkaReadiness;
import io.coupabridge.token.outbox.Outbox;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;
import org.jboss.logging.Logger;

/**
 * Whether events leave the outbox. While Kafka takes writes, one that stays is named and makes nothing unready: what keeps it
 * is a right or the event itself, so that no replica could do better, and REST goes on without Kafka.
 */
@Readiness
@ApplicationScoped
class OutboxReadiness implements HealthCheck {

    private static final Logger LOG = Logger.getLogger(OutboxReadiness.class);

    /**
     * Longer than another replica takes to go on for one that died, with the transaction that it left open, and than Kafka
     * takes to leave out a broker that hangs.
     */
    static final Duration LONGEST = Duration.ofSeconds(30);

    private final Outbox outbox;
    private final BooleanSupplier kafkaTakesWrites;
    private final OutboxProgress progress;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(look -> {
        Thread thread = new Thread(look, "outbox-readiness");
        thread.setDaemon(true);
        return thread;
    });

    @Inject
    OutboxReadiness(Outbox outbox, @Readiness KafkaReadiness kafka) {
        this(outbox, kafka::takesWrites, new OutboxProgress(System::nanoTime));
    }

    OutboxReadiness(Outbox outbox, BooleanSupplier kafkaTakesWrites, OutboxProgress progress) {
        this.outbox = outbox;
        this.kafkaTakesWrites = kafkaTakesWrites;
        this.progress = progress;
    }

    @Override
    public HealthCheckResponse call() {
        Duration stalled = progress.stalled();
        HealthCheckResponseBuilder response = HealthCheckResponse.named("outbox");
        return stalled.compareTo(LONGEST) < 0
                ? response.up().build()
                : response.status(kafkaTakesWrites.getAsBoolean())
                        .withData("events", "wait for Kafka, and none has left for " + stalled.toSeconds() + " s")
                        .build();
    }

    void start(@Observes StartupEvent event) {
        timer.scheduleWithFixedDelay(this::look, 1, 1, TimeUnit.SECONDS);
    }

    void stop(@Observes ShutdownEvent event) {
        timer.shutdownNow();
    }

    private void look() {
        try {
            progress.saw(outbox.oldest());
        } catch (RuntimeException | Error e) {
            // the check of the databases says so; without this catch, nobody would look again
            LOG.debug("It is not known how old the outbox is.", e);
        }
    }
}
