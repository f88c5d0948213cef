package io.coupabridge.console.notification;

import io.coupabridge.console.database.ConsoleDatabase;
import io.coupabridge.edge.trail.Detail;
import io.coupabridge.edge.trail.Trail;
import io.coupabridge.edge.trail.Who;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.UUID;

/** What was sent to whom, and how it went. Thread-safe. */
@Singleton
public class Deliveries {

    private final ConsoleDatabase database;
    private final Trail trail;
    private final Clock clock;

    Deliveries(ConsoleDatabase database, Trail trail, Clock clock) {
        this.database = database;
        this.trail = trail;
        this.clock = clock;
    }

    /** The newest with lower sequences than that, newest first. */
    public List<DeliveryLine> of(Owner owner, UUID subscription, long before, int limit) {
        return database.query(
                "select " + NoticeStore.COLUMNS + """
                , d.sequence, d.state, d.tries, d.status, d.fault, d.tried_at,
                    case when d.state = 'WAITING' and not exists (
                        select 1 from notification_delivery e
                        where e.subscription = d.subscription and e.state = 'WAITING' and e.sequence < d.sequence)
                    then s.due end as next_try
                from notification_delivery d
                join notice n on n.id = d.notice
                join notification_subscription s on s.id = d.subscription
                where s.id = ? and s.tenant is not distinct from ?::text and d.sequence < ?
                order by d.sequence desc limit ?
                """, Deliveries::read, subscription, owner.value(), before, limit);
    }

    /**
     * Sends a delivery again, or tries one that waits now. It keeps its id and its sequence.
     *
     * @return whether there is one
     */
    public boolean again(Who who, Owner owner, UUID subscription, long sequence) {
        return database.inTransaction(() -> {
            // first, as whoever delivers does
            database.query("select 1 from notification_subscription where id = ? for update", row -> 1, subscription);
            boolean found =
                    database.update("""
                            update notification_delivery set state = 'WAITING', tries = 0, queued_at = ?
                            where subscription = ? and sequence = ? and exists (select 1 from notification_subscription
                                where id = ? and tenant is not distinct from ?::text)
                            """, clock.instant(), subscription, sequence, subscription, owner.value()) == 1;
            if (found) {
                database.update(
                        "update notification_subscription set due = ? where id = ?", clock.instant(), subscription);
                Detail detail = Detail.of("subscription", subscription).with("sequence", sequence);
                owner.append(trail, who, "NOTIFICATION_SENT_AGAIN", detail);
            }
            return found;
        });
    }

    private static DeliveryLine read(ResultSet row) throws SQLException {
        Notice notice = NoticeStore.read(row);
        return new DeliveryLine(
                row.getLong("sequence"),
                NoticeWords.headline(notice),
                notice.at(),
                DeliveryLine.State.valueOf(row.getString("state")),
                row.getInt("tries"),
                row.getObject("status", Integer.class),
                row.getString("fault"),
                ConsoleDatabase.instant(row, "tried_at"),
                ConsoleDatabase.instant(row, "next_try"));
    }
}
