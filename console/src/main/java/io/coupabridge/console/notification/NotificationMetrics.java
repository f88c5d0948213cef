package io.coupabridge.console.notification;

import io.coupabridge.console.database.ConsoleDataException;
import io.coupabridge.console.database.ConsoleDatabase;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** What tells whether notices arrive. Names no tenant and no receiver. Thread-safe. */
@Singleton
class NotificationMetrics {

    private final ConsoleDatabase database;
    private final Clock clock;
    private final Counter arrived;
    private final Counter failed;
    private final Counter givenUp;
    private volatile double waiting;
    private volatile Instant oldest;

    NotificationMetrics(ConsoleDatabase database, Clock clock, MeterRegistry registry) {
        this.database = database;
        this.clock = clock;
        this.arrived = tries(registry, "arrived");
        this.failed = tries(registry, "failed");
        this.givenUp = Counter.builder("coupabridge.notifications.given.up")
                .description("Deliveries that were tried for a day in vain")
                .register(registry);
        Gauge.builder("coupabridge.notifications.waiting", () -> waiting)
                .description("Deliveries that have not arrived yet")
                .register(registry);
        TimeGauge.builder("coupabridge.notifications.oldest.age", this::oldestAge, TimeUnit.MILLISECONDS)
                .description("For how long the oldest of them has waited")
                .register(registry);
    }

    void count(DeliveryTry answer, boolean wasGivenUp) {
        (answer.arrived() ? arrived : failed).increment();
        if (wasGivenUp) {
            givenUp.increment();
        }
    }

    void look() {
        try {
            database.one(
                            "select count(*), min(queued_at) as oldest from notification_delivery where state = 'WAITING'",
                            row -> {
                                oldest = ConsoleDatabase.instant(row, "oldest");
                                return row.getLong(1);
                            })
                    .ifPresent(count -> waiting = count);
        } catch (ConsoleDataException e) {
            // nobody knows
            waiting = Double.NaN;
            throw e;
        }
    }

    private double oldestAge() {
        Instant since = oldest;
        if (Double.isNaN(waiting)) {
            return Double.NaN;
        }
        return since == null
                ? 0
                : Math.max(0, Duration.between(since, clock.instant()).toMillis());
    }

    private static Counter tries(MeterRegistry registry, String result) {
        return Counter.builder("coupabridge.notifications.tries")
                .description("Tries to deliver a notice")
                .tag("result", result)
                .register(registry);
    }
}
