package io.coupabridge.console.schedule;

import io.coupabridge.console.connection.ConnectionChange;
import io.coupabridge.console.connection.TenantForgotten;
import io.coupabridge.contracts.ConnectionEvent;
import io.coupabridge.contracts.ConnectionState;
import io.coupabridge.contracts.Task;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Pauses, resumes and begins schedules as the connections go, within the transaction that stores how they go. */
@Singleton
class GrantedTasks {

    /** A console that is new to an installation must not run everything of everybody at once. */
    private static final Duration FIRST_RUN_LATEST = Duration.ofDays(1);

    private final ScheduleTable table;
    private final SchedulePolicy policy;
    private final Clock clock;
    private final Event<SchedulePaused> pauses;

    GrantedTasks(ScheduleTable table, SchedulePolicy policy, Clock clock, Event<SchedulePaused> pauses) {
        this.table = table;
        this.policy = policy;
        this.clock = clock;
        this.pauses = pauses;
    }

    void follow(@Observes ConnectionChange change) {
        for (Task task : Task.all()) {
            follow(change.event(), new ScheduleKey(change.event().tenantId(), task));
        }
    }

    void forget(@Observes TenantForgotten erasure) {
        table.forget(erasure.tenant());
    }

    private void follow(ConnectionEvent connection, ScheduleKey key) {
        if (connection.state() != ConnectionState.DISCONNECTED) {
            // nothing comes back of a tenant that is deleted and erased
            table.add(key);
        }
        Optional<PausedBecause> pause = PausedBecause.of(connection, key.task());
        if (pause.isEmpty()) {
            table.resume(key);
            table.lock(key).filter(row -> row.grantedAt() == null).ifPresent(row -> begin(row, connection.changedAt()));
        } else if (table.pause(key, pause.get(), connection.changedAt())) {
            table.lock(key)
                    .filter(row -> row.nextDue() != null)
                    .ifPresent(row -> pauses.fire(new SchedulePaused(key, pause.get(), connection.changedAt())));
        }
    }

    private void begin(ScheduleRow row, Instant grantedAt) {
        table.grant(row.key(), grantedAt);
        TaskSchedule schedule = policy.of(row);
        table.plan(row.key(), schedule, first(schedule, row.key(), grantedAt, clock.instant()));
    }

    /** The first run is due when the task is granted; no time before that ever counts as missed. */
    static Optional<Instant> first(TaskSchedule schedule, ScheduleKey key, Instant grantedAt, Instant now) {
        boolean late = grantedAt.isBefore(now.minus(FIRST_RUN_LATEST));
        return schedule.after(now, key).map(regular -> late ? regular : grantedAt);
    }
}
