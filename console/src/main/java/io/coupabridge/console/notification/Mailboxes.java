package io.coupabridge.console.notification;

import io.coupabridge.console.database.ConsoleDatabase;
import io.coupabridge.console.notification.Subscription.Wish;
import io.coupabridge.edge.trail.Detail;
import io.coupabridge.edge.trail.Trail;
import io.coupabridge.edge.trail.Who;
import io.coupabridge.secrets.LinkToken;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Mailboxes that are not confirmed yet. Each was sent one link; who opens it shows that the mailbox's reader wants to be told.
 * Thread-safe.
 */
@Singleton
class Mailboxes {

    /** How long a link serves. */
    static final Duration LINK_SERVES = Duration.ofDays(1);

    static final String PATH = "/mailboxes/";

    private static final Logger LOG = Logger.getLogger(Mailboxes.class);

    private static final String TEXT = """
            Somebody asked that this mailbox is told of what happens to %s in Coupa Bridge.

            If you want that, open this link within a day, log in, and confirm:

            %s

            If not, do nothing. Nothing more is sent then.
            """;

    private final ConsoleDatabase database;
    private final MailClient mail;
    private final Trail trail;
    private final Clock clock;

    Mailboxes(ConsoleDatabase database, MailClient mail, Trail trail, Clock clock) {
        this.database = database;
        this.mail = mail;
        this.trail = trail;
        this.clock = clock;
    }

    /** A mailbox whose link serves. */
    record Waiting(UUID id, Owner owner, String shown) {}

    /** @return whether the server has taken the link for the recipient */
    boolean send(Wish wish, String recipient, LinkToken link) {
        String address = wish.console().resolve(PATH + link.reveal()).toString();
        DeliveryTry answer = mail.send(
                recipient,
                wish.id(),
                "[Coupa Bridge] Confirm this mailbox",
                TEXT.formatted(whom(wish.owner()), address));
        if (!answer.arrived()) {
            LOG.warnf("The link of mailbox %s could not be handed over: %s.", wish.id(), answer.fault());
        }
        return answer.arrived();
    }

    /** Whom it is about, in words. */
    static String whom(Owner owner) {
        return owner.tenant() == null ? "all tenants" : "the tenant " + owner.tenant();
    }

    /** Of which mailbox a link is; empty when it is none, was used or has ended. */
    Optional<Waiting> of(String link) {
        return LinkToken.parse(link)
                .flatMap(token -> database.one(
                        "select id, tenant, shown from notification_subscription where link_hash = ? and link_until > ?",
                        Mailboxes::read,
                        token.hash(),
                        clock.instant()));
    }

    /** It is told of what happens from now on. @return empty when the link is none, was used or has ended */
    Optional<Waiting> confirm(Who who, String link) {
        return database.inTransaction(() -> {
            Optional<Waiting> mailbox = of(link);
            return mailbox.filter(found -> database.update(
                                    "update notification_subscription set link_hash = null, link_until = null"
                                            + " where id = ? and link_hash is not null",
                                    found.id())
                            == 1)
                    .map(found -> {
                        Detail detail = Detail.of("subscription", found.id());
                        found.owner().append(trail, who, "NOTIFICATION_CONFIRMED", detail);
                        return found;
                    });
        });
    }

    /** @return how many were never confirmed, and whose link has ended */
    int forgetUnconfirmed() {
        return database.update("delete from notification_subscription where link_until <= ?", clock.instant());
    }

    private static Waiting read(ResultSet row) throws SQLException {
        return new Waiting(
                row.getObject("id", UUID.class), Owner.ofValue(row.getString("tenant")), row.getString("shown"));
    }
}
