package io.coupabridge.console.schedule;

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

/** What schedules do, in numbers that name no tenant. Thread-safe. */
@Singleton
class ScheduleMetrics {

    private static final Duration LOOK = Duration.ofSeconds(10);

    private final ScheduleTable table;
    private final Clock clock;
    private final Map<Task, Timer> sent = new HashMap<>();
    private final RegularLook looks = new RegularLook("schedules", LOOK, this::look);
    private volatile ScheduleTable.Backlog backlog = new ScheduleTable.Backlog(0, Duration.ZERO, 0);

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
        Gauge.builder("coupabridge.schedules.due", () -> backlog.due())
                .description("Schedules that are due and for which nothing is sent yet")
                .register(registry);
        Gauge.builder(
                        "coupabridge.schedules.late.seconds",
                        () -> backlog.longest().toSeconds())
                .description("How long ago the first of these was due")
                .register(registry);
        Gauge.builder("coupabridge.schedules.paused", () -> backlog.paused())
                .description("Schedules that once worked and that something stands in the way of")
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

    private void look() {
        backlog = table.backlog(clock.instant());
    }
}
