package io.coupabridge.console.schedule;

import io.coupabridge.console.database.ConsoleDatabase;
import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.edge.trail.Detail;
import io.coupabridge.edge.trail.Trail;
import io.coupabridge.edge.trail.Who;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** What people see and set of schedules. Thread-safe. */
@Singleton
public class Schedules {

    private final ConsoleDatabase database;
    private final ScheduleTable table;
    private final SchedulePolicy policy;
    private final Trail trail;
    private final Clock clock;

    Schedules(ConsoleDatabase database, ScheduleTable table, SchedulePolicy policy, Trail trail, Clock clock) {
        this.database = database;
        this.table = table;
        this.policy = policy;
        this.trail = trail;
        this.clock = clock;
    }

    /** One of each task, in the order of all tasks. */
    public List<ScheduleView> of(TenantId tenant) {
        return Task.all().stream()
                .map(task -> {
                    TaskSchedule byDefault = policy.defaultOf(task);
                    return table.view(new ScheduleKey(tenant, task), byDefault)
                            .orElseGet(() -> ScheduleView.nothingKnown(task, byDefault));
                })
                .toList();
    }

    /** The schedule of a task whose tenant has none of its own. */
    public TaskSchedule defaultOf(Task task) {
        return policy.defaultOf(task);
    }

    /**
     * Sets the schedule of a known tenant, who may be paused. Times before now do not count as missed.
     *
     * @param own null for the default
     * @param who goes into the trail
     * @throws BadScheduleException when the schedule asks for runs more often than the settings allow
     */
    public void set(TenantId tenant, Task task, TaskSchedule own, Who who) {
        if (own != null) {
            policy.requireSeldom(own);
        }
        ScheduleKey key = new ScheduleKey(tenant, task);
        database.inTransaction(() -> {
            table.add(key);
            ScheduleRow before = table.lock(key).orElseThrow();
            TaskSchedule schedule = own == null ? policy.defaultOf(task) : own;
            table.set(key, own);
            if (before.grantedAt() != null) {
                table.plan(key, schedule, schedule.after(clock.instant(), key));
            }
            Detail detail =
                    Detail.of("task", task).with("before", code(before.own())).with("schedule", code(own));
            trail.append(tenant, who, "SCHEDULE_SET", detail);
            return null;
        });
    }

    /** The trail takes no blanks. */
    private static String code(TaskSchedule own) {
        return Optional.ofNullable(own)
                .map(TaskSchedule::text)
                .orElse("default")
                .replace(' ', '_');
    }
}
