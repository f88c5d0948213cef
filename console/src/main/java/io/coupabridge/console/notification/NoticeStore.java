package io.coupabridge.console.notification;

import io.coupabridge.console.connection.TenantForgotten;
import io.coupabridge.console.database.ConsoleDatabase;
import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TenantId;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;

/** The notices, each stored in the transaction of what it is about. Nothing of them is sent here. */
@Singleton
class NoticeStore {

    /** Longer than a delivery is tried. */
    private static final Duration KEPT = Duration.ofDays(30);

    /** Those of a notice in rows that {@link #read} takes. */
    static final String COLUMNS = "n.kind, n.tenant, n.task, n.code, n.run, n.at";

    private final ConsoleDatabase database;
    private final Clock clock;

    NoticeStore(ConsoleDatabase database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    void store(@Observes Notice notice) {
        database.update(
                """
                insert into notice (id, kind, tenant, task, code, run, at, told_at) values (?, ?, ?, ?, ?, ?, ?, ?)
                on conflict (id) do nothing
                """,
                notice.id(),
                notice.kind(),
                notice.tenant().value(),
                notice.task() == null ? null : notice.task().name(),
                notice.code(),
                notice.run(),
                notice.at(),
                clock.instant());
    }

    /** Its deliveries go with it. */
    void forget(@Observes TenantForgotten erasure) {
        String tenant = erasure.tenant().value();
        // notices, subscriptions, deliveries: so whoever hands out locks them, and whoever delivers
        database.query("select 1 from notice where tenant = ? for update", row -> 1, tenant);
        database.update("delete from notification_subscription where tenant = ?", tenant);
        database.update("delete from notice where tenant = ?", tenant);
        database.update("delete from notification_cause where tenant = ?", tenant);
    }

    /** @return how many were old, and wait for nobody */
    int forgetOld() {
        return database.update("""
                delete from notice where id in (
                    select n.id from notice n where n.told_at < ? and n.distributed and not exists (
                        select 1 from notification_delivery d where d.notice = n.id and d.state = 'WAITING')
                    limit 10000)
                """, clock.instant().minus(KEPT));
    }

    static Notice read(ResultSet row) throws SQLException {
        String task = row.getString("task");
        return new Notice(
                Notice.Kind.valueOf(row.getString("kind")),
                new TenantId(row.getString("tenant")),
                task == null ? null : Task.find(task).orElse(null),
                row.getString("code"),
                row.getObject("run", UUID.class),
                ConsoleDatabase.instant(row, "at"));
    }
}
