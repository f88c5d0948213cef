package io.coupabridge.token.credential;

import io.coupabridge.contracts.TenantId;
import io.coupabridge.secrets.KeyId;
import io.coupabridge.secrets.Sealer;
import io.coupabridge.secrets.Secret;
import io.coupabridge.secrets.UnsealException;
import io.coupabridge.token.connection.ConnectionRow;
import io.coupabridge.token.keyset.Keysets;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Knows a credential again after it was erased, without keeping it: a digest of address, client and secret, encrypted with
 * the keyset of the secrets and bound to its tenant.
 */
@Singleton
public class Fingerprints {

    private final Keysets keysets;

    Fingerprints(Keysets keysets) {
        this.keysets = keysets;
    }

    /** The fingerprint of this secret at the row's address and client. Each time another text. */
    public String sealed(ConnectionRow row, Secret secret) {
        return keysets.clientSecrets().seal(digest(row, secret), SealedContext.ofFingerprint(row.tenant));
    }

    /**
     * Whether that is the fingerprint of this secret at the row's address and client.
     *
     * @param sealed may be null, or of a key that is gone; then it is not
     */
    public boolean isOf(ConnectionRow row, Secret secret, String sealed) {
        try {
            return sealed != null
                    && keysets.clientSecrets()
                            .open(sealed, SealedContext.ofFingerprint(row.tenant))
                            .equals(digest(row, secret));
        } catch (UnsealException e) {
            return false;
        }
    }

    /**
     * The same fingerprint sealed with the primary key; empty when it was, or when it does not open.
     *
     * @param sealed of a row of this tenant
     */
    public Optional<String> resealed(TenantId tenant, String sealed) {
        Sealer sealer = keysets.clientSecrets();
        OptionalLong key = KeyId.of(sealed);
        if (key.isPresent() && key.getAsLong() == sealer.keyset().primary()) {
            return Optional.empty();
        }
        String context = SealedContext.ofFingerprint(tenant.value());
        try {
            return Optional.of(sealer.seal(sealer.open(sealed, context), context));
        } catch (UnsealException e) {
            return Optional.empty();
        }
    }

    private static Secret digest(ConnectionRow row, Secret secret) {
        String credential = String.join("\n", row.baseUrl, row.clientId, secret.reveal());
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(credential.getBytes(StandardCharsets.UTF_8));
            return Secret.of(HexFormat.of().formatHex(digest));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256.", e);
        }
    }
}
