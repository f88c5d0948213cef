package io.coupabridge.console.notification;

import io.coupabridge.secrets.Sealer;
import io.coupabridge.secrets.Secret;
import io.coupabridge.secrets.UnsealException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;

/**
 * Keeps addresses and signing secrets sealed in the database, each bound to its subscription. The keyset is the console's
 * own: it opens nothing of another service. Thread-safe.
 */
public final class NotificationSecrets {

    /** Names the keyset's file. */
    public static final String SETTING = "coupabridge.keysets.notifications";

    private static final int SECRET_BYTES = 32;

    private final Optional<Sealer> sealer;
    private final SecureRandom random = new SecureRandom();

    /** @param sealer none when the operator has named no keyset: then nobody can ask to be told */
    public NotificationSecrets(Optional<Sealer> sealer) {
        this.sealer = sealer;
    }

    /** What a value is, so that none can stand for another. */
    enum Use {
        TARGET,
        SECRET
    }

    public Optional<Sealer> sealer() {
        return sealer;
    }

    /** A new secret as Standard Webhooks writes it. */
    Secret newSecret() {
        byte[] bytes = new byte[SECRET_BYTES];
        random.nextBytes(bytes);
        return Secret.of("whsec_" + Base64.getEncoder().encodeToString(bytes));
    }

    /** @throws RefusedSubscriptionException when there is no keyset */
    String seal(Secret secret, UUID subscription, Use use) {
        return sealer.orElseThrow(() -> new RefusedSubscriptionException(
                        "Nobody can be told yet: the operator has to make a keyset and name it in " + SETTING + "."))
                .seal(secret, context(subscription, use));
    }

    /** Empty when there is no keyset, or none of its keys opens it. */
    Optional<Secret> open(String sealed, UUID subscription, Use use) {
        try {
            return sealer.map(keys -> keys.open(sealed, context(subscription, use)));
        } catch (UnsealException e) {
            return Optional.empty();
        }
    }

    private static String context(UUID subscription, Use use) {
        return "coupabridge.notification." + use + "." + subscription;
    }
}
