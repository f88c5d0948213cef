package io.coupabridge.token.credential;

import io.coupabridge.secrets.KeyId;
import io.coupabridge.secrets.Secret;
import io.coupabridge.secrets.UnsealException;
import io.coupabridge.token.connection.ConnectionRow;
import io.coupabridge.token.keyset.KeysetConfig;
import io.coupabridge.token.keyset.Keysets;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * Keeps a connection's secret: encrypted, and bound to its tenant, address, client and version, so that it opens for
 * nothing else, whatever happens to the row.
 */
@Singleton
public class Credentials {

    private static final Logger LOG = Logger.getLogger(Credentials.class);

    private final Keysets keysets;
    private final Set<Long> missed = ConcurrentHashMap.newKeySet();

    Credentials(Keysets keysets) {
        this.keysets = keysets;
    }

    /** Seals the secret into the row, with the primary key; the row's address, client and credential version are set. */
    public void keep(ConnectionRow row, Secret secret) {
        row.sealedCredential = keysets.clientSecrets().seal(secret, context(row));
    }

    /** Forgets the secret for good. */
    public void erase(ConnectionRow row) {
        row.sealedCredential = null;
        row.credentialKind = ConnectionRow.CredentialKind.NONE;
    }

    /**
     * The row's secret.
     *
     * @throws UnsealException when it does not open: the keyset lacks the key, or the row was tampered with
     */
    public Secret open(ConnectionRow row) {
        return keysets.clientSecrets().open(row.sealedCredential, context(row));
    }

    /**
     * Seals the row's secret with the primary key if another one has sealed it.
     *
     * @return whether that was so
     * @throws UnsealException when it does not open; the row stays as it is
     */
    public boolean reseal(ConnectionRow row) {
        boolean old = row.sealedCredential != null && !isPrimary(row.sealedCredential);
        if (old) {
            keep(row, open(row));
        }
        return old;
    }

    private boolean isPrimary(String sealed) {
        OptionalLong key = KeyId.of(sealed);
        return key.isPresent()
                && key.getAsLong() == keysets.clientSecrets().keyset().primary();
    }

    /** Whether the row holds this very secret; false also when it holds none, or one that does not open. */
    public boolean holds(ConnectionRow row, Secret secret) {
        return find(row).filter(secret::equals).isPresent();
    }

    /** The row's secret; empty when it holds none, or one that does not open. */
    public Optional<Secret> find(ConnectionRow row) {
        try {
            return row.sealedCredential == null ? Optional.empty() : Optional.of(open(row));
        } catch (UnsealException e) {
            return Optional.empty();
        }
    }

    /**
     * Whether the row's secret, which did not open, was sealed with a key that this replica lacks. Each such key is a line at
     * ERROR.
     */
    public boolean lacksKey(ConnectionRow row) {
        OptionalLong key = KeyId.of(row.sealedCredential);
        if (key.isEmpty() || keysets.clientSecrets().keyset().ids().contains(key.getAsLong())) {
            return false;
        }
        if (missed.add(key.getAsLong())) {
            LOG.errorf(
                    "%s lacks key %d, which has sealed client secrets. Put the key back into the file, or give this"
                            + " replica the newer file.",
                    KeysetConfig.CLIENT_SECRETS, key.getAsLong());
        }
        return true;
    }

    private static String context(ConnectionRow row) {
        return SealedContext.ofCredential(
                row.tenant, row.baseUrl, row.credentialKind.name(), row.clientId, row.credentialVersion);
    }
}
