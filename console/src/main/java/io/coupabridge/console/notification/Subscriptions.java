package io.coupabridge.console.notification;

import io.coupabridge.console.database.ConsoleDatabase;
import io.coupabridge.console.notification.NotificationSecrets.Use;
import io.coupabridge.console.notification.Subscription.Form;
import io.coupabridge.console.notification.Subscription.Made;
import io.coupabridge.console.notification.Subscription.Wish;
import io.coupabridge.edge.trail.Detail;
import io.coupabridge.edge.trail.Trail;
import io.coupabridge.edge.trail.Who;
import io.coupabridge.secrets.LinkToken;
import io.coupabridge.secrets.Secret;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/** Who is told. Addresses and secrets go in and never come out, but for a new secret, once. Thread-safe. */
@Singleton
public class Subscriptions {

    /** After a rotation, so that a receiver has time to change over. */
    static final Duration BOTH_SIGN = Duration.ofDays(1);

    /** Whoever presses twice has seen one new secret only, and the receiver has the old one. */
    private static final Duration SENT_TWICE = Duration.ofMinutes(1);

    private static final int MOST = 10;

    private final ConsoleDatabase database;
    private final NotificationSecrets secrets;
    private final Targets targets;
    private final Mailboxes mailboxes;
    private final Trail trail;
    private final Clock clock;

    Subscriptions(
            ConsoleDatabase database,
            NotificationSecrets secrets,
            Targets targets,
            Mailboxes mailboxes,
            Trail trail,
            Clock clock) {
        this.database = database;
        this.secrets = secrets;
        this.targets = targets;
        this.mailboxes = mailboxes;
        this.trail = trail;
        this.clock = clock;
    }

    /** Whether anybody can ask to be told: not without a keyset. */
    public boolean possible() {
        return secrets.sealer().isPresent();
    }

    /** Whether anybody can ask to be told by e-mail. */
    public boolean mailPossible() {
        return possible() && targets.mailPossible();
    }

    /** The oldest first. */
    public List<Subscription> of(Owner owner) {
        return database.query("""
                select s.*, (select count(*) from notification_delivery d
                    where d.subscription = s.id and d.state = 'WAITING') as waiting
                from notification_subscription s where s.tenant is not distinct from ?::text and not s.removed order by s.created_at, s.id
                """, this::read, owner.value());
    }

    /**
     * Has somebody be told of what happens from now on; a mailbox, once it is confirmed by the link that it is sent.
     *
     * @param account the subject of whoever asks
     * @throws RefusedSubscriptionException with a sentence for that person
     */
    public Made add(Who who, String account, Wish wish) {
        if (wish.kinds().isEmpty()) {
            throw new RefusedSubscriptionException("Choose at least one thing to be told of.");
        }
        UUID id = wish.id();
        Targets.Checked target = targets.check(wish.owner(), wish.form(), wish.target());
        Secret secret = wish.form().signed() ? secrets.newSecret() : null;
        LinkToken link = wish.form().signed() ? null : LinkToken.fresh();
        Made made = database.inTransaction(() -> {
            insert(account, wish, target, secret, link);
            wish.owner()
                    .append(
                            trail,
                            who,
                            "NOTIFICATION_ADDED",
                            detail(id, wish.form()).with("host", target.host()));
            return new Made(id, secret == null ? null : secret.reveal());
        });
        if (link != null && !mailboxes.send(wish, target.whole(), link)) {
            forget(who, wish.owner(), id);
            throw new RefusedSubscriptionException(
                    "The e-mail with the link could not be handed over. Nothing was added; try again later.");
        }
        return made;
    }

    /**
     * Gives a webhook a new secret. For a day the one before signs too, but not the one before that.
     *
     * @return empty when there is no such webhook
     */
    public Optional<Made> rotate(Who who, Owner owner, UUID id) {
        Secret secret = secrets.newSecret();
        String sealed = secrets.seal(secret, id, Use.SECRET);
        Instant until = clock.instant().plus(BOTH_SIGN);
        return database.inTransaction(() -> {
            int changed = database.update(
                    """
                    update notification_subscription set secret = ?,
                        old_secret = case when old_until > ? then old_secret else secret end,
                        old_until = case when old_until > ? then old_until else ? end
                    where id = ? and tenant is not distinct from ?::text and secret is not null
                    """, sealed, until.minus(SENT_TWICE), until.minus(SENT_TWICE), until, id, owner.value());
            if (changed == 0) {
                return Optional.<Made>empty();
            }
            owner.append(trail, who, "NOTIFICATION_SECRET_ROTATED", Detail.of("subscription", id));
            return Optional.of(new Made(id, secret.reveal()));
        });
    }

    /** Tells it nothing more, and forgets what waits. @return whether there was one */
    public boolean remove(Who who, Owner owner, UUID id) {
        return end(
                who,
                owner,
                id,
                () -> database.update("""
                                update notification_subscription set removed = true, link_hash = null
                                where id = ? and tenant is not distinct from ?::text and not removed and link_until > ?
                                """, id, owner.value(), clock.instant()) == 1 || delete(owner, id));
    }

    /** Of a mailbox that was sent nothing. */
    private void forget(Who who, Owner owner, UUID id) {
        end(who, owner, id, () -> delete(owner, id));
    }

    private boolean end(Who who, Owner owner, UUID id, BooleanSupplier ending) {
        return database.inTransaction(() -> {
            boolean ended = ending.getAsBoolean();
            if (ended) {
                owner.append(trail, who, "NOTIFICATION_REMOVED", Detail.of("subscription", id));
            }
            return ended;
        });
    }

    private boolean delete(Owner owner, UUID id) {
        return database.update(
                        "delete from notification_subscription where id = ? and tenant is not distinct from ?::text"
                                + " and not removed",
                        id,
                        owner.value())
                == 1;
    }

    /** @return of how many webhooks it forgot the secret from before, which signs no more */
    int forgetOldSecrets() {
        return database.update(
                "update notification_subscription set old_secret = null, old_until = null where old_until <= ?",
                clock.instant());
    }

    private void insert(String account, Wish wish, Targets.Checked target, Secret secret, LinkToken link) {
        String owner = wish.owner().value();
        // one after another, or many at once would all find room
        database.one(
                "select 1 from pg_advisory_xact_lock(hashtextextended('subscriptions/' || coalesce(?::text, ''), 0))",
                row -> row.getInt(1),
                owner);
        long there = database.one(
                        "select count(*) from notification_subscription where tenant is not distinct from ?::text",
                        row -> row.getLong(1),
                        owner)
                .orElseThrow();
        if (there >= MOST) {
            throw new RefusedSubscriptionException("There are " + MOST + " already. Remove one first."
                    + " A mailbox that was never confirmed counts for a day, even if it was removed.");
        }
        int inserted = database.update(
                """
                insert into notification_subscription
                    (id, tenant, form, kinds, shown, target, secret, account, created_at, link_hash, link_until)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (id) do nothing
                """,
                wish.id(),
                owner,
                wish.form(),
                wish.kinds().stream().map(Enum::name).sorted().toArray(String[]::new),
                target.shown(),
                secrets.seal(Secret.of(target.whole()), wish.id(), Use.TARGET),
                secret == null ? null : secrets.seal(secret, wish.id(), Use.SECRET),
                account,
                clock.instant(),
                link == null ? null : link.hash(),
                link == null ? null : clock.instant().plus(Mailboxes.LINK_SERVES));
        if (inserted == 0) {
            throw new RefusedSubscriptionException("This form was sent before. Nothing was done twice.");
        }
    }

    private static Detail detail(UUID id, Form form) {
        return Detail.of("subscription", id).with("form", form);
    }

    private Subscription read(ResultSet row) throws SQLException {
        Instant oldUntil = ConsoleDatabase.instant(row, "old_until");
        return new Subscription(
                row.getObject("id", UUID.class),
                Form.valueOf(row.getString("form")),
                Arrays.stream((String[]) row.getArray("kinds").getArray())
                        .map(Notice.Kind::valueOf)
                        .collect(Collectors.toUnmodifiableSet()),
                row.getString("shown"),
                ConsoleDatabase.instant(row, "created_at"),
                oldUntil != null && oldUntil.isAfter(clock.instant()) ? oldUntil : null,
                row.getLong("waiting"),
                ConsoleDatabase.instant(row, "link_until"));
    }
}
