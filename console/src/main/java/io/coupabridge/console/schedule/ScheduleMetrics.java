package io.coupabridge.console.schedule;

import io.coupabridge.console.schedule.ScheduleTable.Backlog;
import io.coupabridge.contracts.Task;
import io.coupabridge.edge.health.RegularLook;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** What schedules do, in numbers that name no tenant. What the database knows is looked up every few seconds. Thread-safe. */
@Singleton
class ScheduleMetrics {

    private static final Duration LOOK = Duration.ofSeconds(5);

    private final ScheduleTable table;
    private final Clock clock;
    private final Map<Task, Timer> sent = new HashMap<>();
    private final RegularLook looks = new RegularLook("schedules", LOOK, this::look);
    private volatile Backlog backlog;

    ScheduleMetrics(ScheduleTable table, Clock clock, MeterRegistry registry) {
        this.table = table;
        this.clock = clock;
        for (Task task : Task.all()) {
            sent.put(
                    task,
                    Timer.builder("coupabridge.schedules.sent")
                            .description("Commands that schedules have sent, and how long after they were due")
                            .tag("task", task.name())
                            .register(registry));
        }
        Gauge.builder("coupabridge.schedules.due", () -> seen().due())
                .description("Schedules that are due and for which nothing is sent yet")
                .register(registry);
        Gauge.builder("coupabridge.schedules.due.age", () -> seen().longest().toSeconds())
                .description("How long ago the first of these was due")
                .baseUnit("seconds")
                .register(registry);
        Gauge.builder("coupabridge.schedules.paused", () -> seen().paused())
                .description("Schedules that something stands in the way of, although they have worked")
                .register(registry);
    }

    void start() {
        looks.start();
    }

    void stop() {
        looks.close();
    }

    void sent(Task task, Duration late) {
        sent.get(task).record(late.isNegative() ? Duration.ZERO : late);
    }

    private Backlog seen() {
        Backlog last = backlog;
        if (last == null) {
            // Micrometer shows NaN for a gauge that throws
            throw new IllegalStateException("The database does not answer.");
        }
        return last;
    }

    private void look() {
        Backlog now = null;
        try {
            now = table.backlog(clock.instant());
        } finally {
            backlog = now;
        }
    }
}
