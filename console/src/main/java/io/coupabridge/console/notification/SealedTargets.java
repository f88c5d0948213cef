package io.coupabridge.console.notification;

import io.coupabridge.console.database.ConsoleDatabase;
import io.coupabridge.console.notification.NotificationSecrets.Use;
import io.coupabridge.secrets.KeyId;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** What is sealed in the database, when the keys of the keyset change. Thread-safe. */
@Singleton
class SealedTargets {

    private final ConsoleDatabase database;
    private final NotificationSecrets secrets;

    SealedTargets(ConsoleDatabase database, NotificationSecrets secrets) {
        this.database = database;
        this.secrets = secrets;
    }

    /** Seals everything with the key that seals now, so that older ones can go. What does not open stays as it is. */
    void sealAgain() {
        List<UUID> ids =
                database.query("select id from notification_subscription", row -> row.getObject(1, UUID.class));
        ids.forEach(this::sealAgain);
    }

    /** Why keys must not go; empty when nothing is sealed with them. */
    String objection(Set<Long> removed) {
        String[] beginnings =
                removed.stream().flatMap(id -> KeyId.beginnings(id).stream()).toArray(String[]::new);
        long sealed = beginnings.length == 0
                ? 0
                : database.one("""
                                select count(*) from notification_subscription
                                where left(target, 7) = any (?) or left(secret, 7) = any (?)
                                    or left(old_secret, 7) = any (?)
                                """, row -> row.getLong(1), beginnings, beginnings, beginnings)
                        .orElseThrow();
        return sealed == 0
                ? ""
                : "lacks keys of " + removed + " that have sealed what " + sealed
                        + " subscriptions need. Leave them in the file until everything is sealed again.";
    }

    private void sealAgain(UUID id) {
        database.inTransaction(() -> {
            database.one(
                            "select target, secret, old_secret from notification_subscription where id = ? for update",
                            row -> new String[] {
                                again(row.getString(1), id, Use.TARGET),
                                again(row.getString(2), id, Use.SECRET),
                                again(row.getString(3), id, Use.SECRET)
                            },
                            id)
                    .ifPresent(values -> database.update(
                            "update notification_subscription set target = ?, secret = ?, old_secret = ? where id = ?",
                            values[0],
                            values[1],
                            values[2],
                            id));
            return null;
        });
    }

    private String again(String sealed, UUID id, Use use) {
        return sealed == null
                ? null
                : secrets.open(sealed, id, use)
                        .map(secret -> secrets.seal(secret, id, use))
                        .orElse(sealed);
    }
}
