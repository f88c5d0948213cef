package io.coupabridge.console.notification;

import io.coupabridge.console.connection.ConnectionChange;
import io.coupabridge.console.database.ConsoleDatabase;
import io.coupabridge.console.schedule.PausedBecause;
import io.coupabridge.console.schedule.ScheduleKey;
import io.coupabridge.console.schedule.SchedulePaused;
import io.coupabridge.contracts.ConnectionEvent;
import io.coupabridge.contracts.ConnectionState;
import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TaskAccess.Verdict;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Set;

/**
 * Tells of schedules that something stands in the way of, other than a wish, a verification that goes on, or what {@link
 * OpenCauses} tells. A pause is told once, however its reason changes, until the schedule goes on.
 */
@Singleton
class PausedSchedules {

    private static final Set<PausedBecause> NO_NEWS = Set.of(
            PausedBecause.NOT_WANTED,
            PausedBecause.DISCONNECTED,
            PausedBecause.CONNECTION_PENDING,
            PausedBecause.NOT_VERIFIED,
            PausedBecause.REAUTHORIZATION_REQUIRED,
            PausedBecause.SCOPE_MISSING,
            PausedBecause.FORBIDDEN);

    private static final Set<ConnectionState> WORKS = Set.of(ConnectionState.ACTIVE, ConnectionState.DEGRADED);

    private final ConsoleDatabase database;
    private final Event<Notice> notices;

    PausedSchedules(ConsoleDatabase database, Event<Notice> notices) {
        this.database = database;
        this.notices = notices;
    }

    void follow(@Observes SchedulePaused pause) {
        if (NO_NEWS.contains(pause.because())) {
            return;
        }
        ScheduleKey key = pause.key();
        int told = database.update("""
                insert into notification_cause (tenant, about, code, since, told) values (?, ?, ?, ?, true)
                on conflict (tenant, about) do nothing
                """, key.tenant().value(), about(key.task()), pause.because(), pause.since());
        if (told == 1) {
            notices.fire(Notice.schedulePaused(
                    key.tenant(), key.task(), pause.because().name(), pause.since()));
        }
    }

    void goOn(@Observes ConnectionChange change) {
        ConnectionEvent connection = change.event();
        if (!WORKS.contains(connection.state())) {
            return;
        }
        for (Task task : Task.all()) {
            if (connection.access(task).verdict() == Verdict.GRANTED) {
                database.update(
                        "delete from notification_cause where tenant = ? and about = ?",
                        connection.tenantId().value(),
                        about(task));
            }
        }
    }

    /** Beside the causes of a person's work, which are about the task itself. */
    private static String about(Task task) {
        return "SCHEDULE " + task.name();
    }
}
