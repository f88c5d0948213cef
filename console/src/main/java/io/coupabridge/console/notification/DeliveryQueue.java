package io.coupabridge.console.notification;

import io.coupabridge.console.database.ConsoleDatabase;
import io.coupabridge.console.notification.Subscription.Form;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What is to be sent, for any number of replicas. Each notice becomes one delivery of each subscription that wants it, with
 * the next number of that subscription. Of a subscription, one delivery is tried at a time, and none before the one with the
 * lower number has arrived or was given up. Whoever dies leaves a claim behind that ends by itself. Thread-safe.
 */
@Singleton
class DeliveryQueue {

    /** Longer than a try may take. */
    static final Duration CLAIMED_FOR = Duration.ofSeconds(30);

    static final int AT_A_TIME = 100;

    /** Of the one replica that numbers deliveries: "notice" in ASCII. */
    private static final long NUMBERING = 0x6e6f74696365L;

    private static final String HAND_OUT = """
            with wanting as (
                update notification_subscription set last_sequence = last_sequence + 1, due = coalesce(due, ?)
                where (tenant is null or tenant = ?) and ? = any (kinds) and link_until is null
                returning id, last_sequence)
            insert into notification_delivery (subscription, sequence, notice, state, queued_at)
            select id, last_sequence, ?, 'WAITING', ? from wanting
            """;

    private static final String CLAIM = """
            update notification_subscription set claim = ?, claimed_until = ? where id = (
                select id from notification_subscription
                where due <= ? and (claimed_until is null or claimed_until < ?)
                order by due limit 1 for update skip locked)
            returning id
            """;

    private static final String HEAD = "select " + NoticeStore.COLUMNS + """
            , n.id as notice_id, d.sequence, d.tries, d.queued_at, s.id, s.tenant as owner, s.form, s.target, s.secret,
                case when s.old_until > ? then s.old_secret end as old_secret
            from notification_delivery d
            join notice n on n.id = d.notice
            join notification_subscription s on s.id = d.subscription
            where d.subscription = ? and d.state = 'WAITING' order by d.sequence limit 1
            """;

    private final ConsoleDatabase database;
    private final Clock clock;

    DeliveryQueue(ConsoleDatabase database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * Makes deliveries of notices that nobody has looked at yet, in their order.
     *
     * @return of how many notices; 0 also while another replica does it
     */
    int distribute() {
        return database.inTransaction(() -> {
            boolean mine = database.one("select pg_try_advisory_xact_lock(?)", row -> row.getBoolean(1), NUMBERING)
                    .orElseThrow();
            if (!mine) {
                return 0;
            }
            List<New> notices = database.query(
                    "select id, kind, tenant from notice where not distributed order by position limit ? for update",
                    row -> new New(row.getObject(1, UUID.class), row.getString(2), row.getString(3)),
                    AT_A_TIME);
            notices.forEach(this::handOut);
            return notices.size();
        });
    }

    private void handOut(New notice) {
        Instant now = clock.instant();
        database.update(HAND_OUT, now, notice.tenant(), notice.kind(), notice.id(), now);
        database.update("update notice set distributed = true where id = ?", notice.id());
    }

    /** The next try; of the subscription that has waited longest. Empty when none is due. */
    Optional<DeliveryClaim> claim() {
        Instant now = clock.instant();
        UUID token = UUID.randomUUID();
        return database.inTransaction(() -> {
            Optional<UUID> subscription =
                    database.one(CLAIM, row -> row.getObject(1, UUID.class), token, now.plus(CLAIMED_FOR), now, now);
            if (subscription.isEmpty()) {
                return Optional.<DeliveryClaim>empty();
            }
            Optional<DeliveryClaim> claim = database.one(HEAD, row -> read(row, token), now, subscription.get());
            if (claim.isEmpty()) {
                // what waited was erased meanwhile
                release(subscription.get(), now);
            }
            return claim;
        });
    }

    /**
     * Stores what has come of a try. What has arrived is stored even if the claim has ended meanwhile.
     *
     * @return whether the delivery was given up
     */
    boolean settle(DeliveryClaim claim, DeliveryTry answer) {
        Instant now = clock.instant();
        Optional<Instant> next =
                answer.arrived() ? Optional.empty() : Backoff.next(claim.tries() + 1, claim.queuedAt(), now);
        return database.inTransaction(() -> {
            // first, as whoever removes it does
            boolean mine = lock(claim.subscription(), claim.token());
            if (answer.arrived()) {
                storeArrival(claim, answer, now);
            }
            if (!mine) {
                return false;
            }
            boolean stored = !answer.arrived() && storeFailure(claim, answer, now, next);
            release(claim.subscription(), next.orElse(now));
            return stored && next.isEmpty();
        });
    }

    private void storeArrival(DeliveryClaim claim, DeliveryTry answer, Instant now) {
        database.update("""
                        update notification_delivery set state = 'DELIVERED', tries = tries + 1, tried_at = ?, status = ?,
                            fault = null
                        where subscription = ? and sequence = ? and state = 'WAITING'
                        """, now, answer.status(), claim.subscription(), claim.sequence());
    }

    private boolean storeFailure(DeliveryClaim claim, DeliveryTry answer, Instant now, Optional<Instant> next) {
        return database.update(
                        """
                        update notification_delivery set state = ?, tries = tries + 1, tried_at = ?, status = ?, fault = ?
                        where subscription = ? and sequence = ? and state = 'WAITING'
                        """,
                        next.isPresent() ? DeliveryLine.State.WAITING : DeliveryLine.State.GIVEN_UP,
                        now,
                        answer.status(),
                        answer.fault(),
                        claim.subscription(),
                        claim.sequence())
                == 1;
    }

    /** @return whether the claim has not ended */
    private boolean lock(UUID subscription, UUID token) {
        return database.one(
                        "select claim from notification_subscription where id = ? for update",
                        row -> token.equals(row.getObject(1, UUID.class)),
                        subscription)
                .orElse(false);
    }

    /** Lets others claim it, once something waits and that instant has come. A statement after the lock sees all of that. */
    private void release(UUID subscription, Instant next) {
        database.update("""
                update notification_subscription set claim = null, claimed_until = null, due = (
                    select ?::timestamptz from notification_delivery
                    where subscription = ? and state = 'WAITING' limit 1)
                where id = ?
                """, next, subscription, subscription);
    }

    private static DeliveryClaim read(ResultSet row, UUID token) throws SQLException {
        return new DeliveryClaim(
                token,
                row.getObject("id", UUID.class),
                Owner.ofValue(row.getString("owner")),
                Form.valueOf(row.getString("form")),
                row.getString("target"),
                row.getString("secret"),
                row.getString("old_secret"),
                row.getObject("notice_id", UUID.class),
                NoticeStore.read(row),
                row.getLong("sequence"),
                row.getInt("tries"),
                ConsoleDatabase.instant(row, "queued_at"));
    }

    private record New(UUID id, String kind, String tenant) {}
}
