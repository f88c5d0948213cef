package io.coupabridge.token.health;

import io.coupabridge.contracts.ConnectionState;
import io.coupabridge.edge.health.RegularLook;
import io.coupabridge.token.connection.Connections;
import io.coupabridge.token.erasure.Erasures;
import io.coupabridge.token.mint.Tokens;
import io.coupabridge.token.outbox.Outbox;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * What the database knows, as metrics: looked up every few seconds and not at each scrape. Every replica shows the same.
 * While the database is down they are not a number.
 */
@Singleton
class Gauges {

    private static final Logger LOG = Logger.getLogger(Gauges.class);
    private static final Duration LATE = Duration.ofSeconds(30);

    private final Connections connections;
    private final Tokens tokens;
    private final Outbox outbox;
    private final Erasures erasures;
    private final MeterRegistry metrics;
    private final RegularLook looks = new RegularLook("gauges", Duration.ofSeconds(5), this::look);
    private volatile Seen seen;

    Gauges(Connections connections, Tokens tokens, Outbox outbox, Erasures erasures, MeterRegistry metrics) {
        this.connections = connections;
        this.tokens = tokens;
        this.outbox = outbox;
        this.erasures = erasures;
        this.metrics = metrics;
    }

    void start(@Observes StartupEvent event) {
        for (ConnectionState state : ConnectionState.values()) {
            if (state != ConnectionState.UNKNOWN) {
                Gauge.builder(
                                "coupabridge.connections",
                                () -> seen().connections().getOrDefault(state, 0L))
                        .description("Connections by state")
                        .tag("state", state.name())
                        .register(metrics);
            }
        }
        Gauge.builder("coupabridge.outbox.age", () -> seen().outboxAge())
                .description("How long the oldest event has waited for the broker")
                .baseUnit("seconds")
                .register(metrics);
        Gauge.builder("coupabridge.erasures.age", () -> seen().erasureAge())
                .description("How long the oldest erasure has gone on")
                .baseUnit("seconds")
                .register(metrics);
        Gauge.builder("coupabridge.renewals.due", () -> seen().dueRenewals())
                .description("Published tokens whose renewal is due")
                .register(metrics);
        Gauge.builder("coupabridge.renewals.late", () -> seen().lateRenewals())
                .description("Published tokens whose renewal has been due for more than 30 seconds")
                .register(metrics);
        looks.start();
    }

    void stop(@Observes ShutdownEvent event) {
        looks.close();
    }

    private Seen seen() {
        Seen last = seen;
        // Micrometer shows NaN for a gauge that throws
        if (last == null) {
            throw new IllegalStateException("The database has not been read.");
        }
        return last;
    }

    private void look() {
        try {
            seen = new Seen(
                    connections.countByState(),
                    seconds(outbox.oldestAge()),
                    seconds(erasures.oldestAge()),
                    tokens.countLateRenewals(Duration.ZERO),
                    tokens.countLateRenewals(LATE));
        } catch (RuntimeException e) {
            seen = null;
            LOG.debug("The gauges could not be read.", e);
        }
    }

    private static double seconds(Optional<Duration> age) {
        return age.map(Duration::toMillis).orElse(0L) / 1_000.0;
    }

    private record Seen(
            Map<ConnectionState, Long> connections,
            double outboxAge,
            double erasureAge,
            long dueRenewals,
            long lateRenewals) {}
}
