package io.coupabridge.token.health;

import io.coupabridge.token.outbox.Outbox;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;
import org.jboss.logging.Logger;

/**
 * Whether events leave the outbox. Kafka may take writes and refuse these: for want of a right, or at other brokers. Every
 * replica says the same, as it is not known which one could do better.
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
    private final OutboxProgress progress;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(look -> {
        Thread thread = new Thread(look, "outbox-readiness");
        thread.setDaemon(true);
        return thread;
    });

    @Inject
    OutboxReadiness(Outbox outbox, Clock clock) {
        this(outbox, new OutboxProgress(clock));
    }

    OutboxReadiness(Outbox outbox, OutboxProgress progress) {
        this.outbox = outbox;
        this.progress = progress;
    }

    @Override
    public HealthCheckResponse call() {
        Duration stalled = progress.stalled();
        HealthCheckResponseBuilder response = HealthCheckResponse.named("outbox");
        return stalled.compareTo(LONGEST) < 0
                ? response.up().build()
                : response.down()
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
        } catch (RuntimeException e) {
            // the check of the databases says so
            LOG.debug("It is not known how old the outbox is.", e);
        }
    }
}
