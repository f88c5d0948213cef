package io.coupabridge.console.notification;

import io.coupabridge.console.connection.ConnectionChange;
import io.coupabridge.console.database.ConsoleDatabase;
import io.coupabridge.contracts.ConnectionEvent;
import io.coupabridge.contracts.ConnectionState;
import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TaskAccess.Verdict;
import io.coupabridge.contracts.TenantId;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Why tenants need a person. A cause is told once when it comes, and once more when all is well again. What is not proven,
 * such as a credential that was just saved, changes nothing.
 */
@Singleton
class OpenCauses {

    /** An outage that is shorter mends itself, as a rule. */
    private static final Duration LONG = Duration.ofHours(1);

    private static final String CONNECTION = "CONNECTION";

    private static final String OPEN = """
            insert into notification_cause as known (tenant, about, code, since, told) values (?, ?, ?, ?, true)
            on conflict (tenant, about) do update set code = excluded.code, since = excluded.since, told = true
            where known.code <> excluded.code
            """;

    private static final String OPEN_UNTOLD = """
            insert into notification_cause (tenant, about, code, since, told) values (?, ?, ?, ?, false)
            on conflict (tenant, about) do nothing
            """;

    private final ConsoleDatabase database;
    private final Event<Notice> notices;
    private final Clock clock;

    OpenCauses(ConsoleDatabase database, Event<Notice> notices, Clock clock) {
        this.database = database;
        this.notices = notices;
        this.clock = clock;
    }

    void follow(@Observes ConnectionChange change) {
        ConnectionEvent event = change.event();
        switch (event.state()) {
            case REAUTHORIZATION_REQUIRED -> open(event, null, code(event));
            case DEGRADED -> {
                database.update(
                        OPEN_UNTOLD, event.tenantId().value(), CONNECTION, ConnectionState.DEGRADED, event.changedAt());
                followTasks(event);
            }
            case ACTIVE -> {
                close(event, null, true);
                followTasks(event);
            }
            // nobody has to mend it any more
            case DISCONNECTED ->
                database.update(
                        "delete from notification_cause where tenant = ?",
                        event.tenantId().value());
            default -> {}
        }
    }

    /** @return of how many outages it told, which have lasted for an hour and were not told yet */
    int tellOfLongOutages() {
        Instant now = clock.instant();
        return database.inTransaction(() -> {
            var tenants = database.query(
                    """
                    update notification_cause set told = true where (tenant, about) in (
                        select tenant, about from notification_cause where not told and since < ?
                        for update skip locked)
                    returning tenant, since
                    """,
                    row -> new Notice(
                            Notice.Kind.NEEDS_PERSON,
                            new TenantId(row.getString(1)),
                            null,
                            ConnectionState.DEGRADED.name(),
                            null,
                            ConsoleDatabase.instant(row, "since")),
                    now.minus(LONG));
            tenants.forEach(notices::fire);
            return tenants.size();
        });
    }

    private void followTasks(ConnectionEvent event) {
        for (Task task : Task.all()) {
            Verdict verdict = event.access(task).verdict();
            if (verdict == null || verdict == Verdict.UNKNOWN) {
                continue;
            }
            if (verdict.refuses()) {
                open(event, task, verdict.name());
            } else {
                close(event, task, verdict == Verdict.GRANTED);
            }
        }
    }

    private void open(ConnectionEvent event, Task task, String code) {
        int opened = database.update(OPEN, event.tenantId().value(), about(task), code, event.changedAt());
        if (opened == 1) {
            notices.fire(new Notice(Notice.Kind.NEEDS_PERSON, event.tenantId(), task, code, null, event.changedAt()));
        }
    }

    private void close(ConnectionEvent event, Task task, boolean recovered) {
        database.one(
                        "delete from notification_cause where tenant = ? and about = ? returning code, told",
                        row -> row.getBoolean("told") ? row.getString("code") : "",
                        event.tenantId().value(),
                        about(task))
                .filter(code -> recovered && !code.isEmpty())
                .ifPresent(code -> notices.fire(
                        new Notice(Notice.Kind.RECOVERED, event.tenantId(), task, code, null, event.changedAt())));
    }

    private static String about(Task task) {
        return task == null ? CONNECTION : task.name();
    }

    private static String code(ConnectionEvent event) {
        return event.reason() == null ? event.state().name() : event.reason();
    }
}
