package io.coupabridge.token.credential;

import io.coupabridge.secrets.Secret;
import io.coupabridge.secrets.UnsealException;
import io.coupabridge.token.connection.ConnectionRow;
import io.coupabridge.token.keyset.Keysets;
import jakarta.inject.Singleton;
import java.util.Optional;

/**
 * Keeps a connection's secret: encrypted, and bound to its tenant, address, client and version, so that it opens for
 * nothing else, whatever happens to the row.
 */
@Singleton
public class Credentials {

    private final Keysets keysets;

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

    /** Whether the row holds this very secret; false also when it holds none, or one that does not open. */
    public boolean holds(ConnectionRow row, Secret secret) {
        return stored(row).filter(secret::equals).isPresent();
    }

    private Optional<Secret> stored(ConnectionRow row) {
        try {
            return row.sealedCredential == null ? Optional.empty() : Optional.of(open(row));
        } catch (UnsealException e) {
            return Optional.empty();
        }
    }

    private static String context(ConnectionRow row) {
        return String.join(
                "\n",
                "coupabridge.credential.v1",
                row.tenant,
                row.baseUrl,
                row.credentialKind.name(),
                String.valueOf(row.clientId),
                Long.toString(row.credentialVersion));
    }
}
