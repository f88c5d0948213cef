package io.coupabridge.secrets;

import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.PublicKeyVerify;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Base64;

/**
 * Tells whether an event was signed by the {@link EventSigner} whose public keyset this is. It cannot sign. Every key of
 * the keyset verifies, which is how keys rotate. Thread-safe.
 */
public final class EventVerifier {

    private final PublicKeyVerify verification;

    private EventVerifier(PublicKeyVerify verification) {
        this.verification = verification;
    }

    /**
     * Reads a public keyset in Tink's JSON form.
     *
     * @throws KeysetException when the file is missing, not a public signature keyset, writable by everybody, or holds
     *     secret keys; the message names the file and the way out
     */
    public static EventVerifier fromKeysetFile(Path file) {
        KeysetFile.requireExisting(file, "public SIGNING " + file);
        KeysetFile.refuseChangeByOthers(file);
        try {
            String json = Files.readString(file);
            refuseSecretKeys(file, json);
            return new EventVerifier(Ed25519.verification(TinkJsonProtoKeysetFormat.parseKeysetWithoutSecret(json)));
        } catch (IOException | GeneralSecurityException e) {
            throw new KeysetException("The keyset file " + file
                    + " cannot be read as a public Tink signature keyset in JSON ("
                    + e.getClass().getSimpleName() + ").");
        }
    }

    /**
     * Whether the signature is the signer's, over this very topic, key and value.
     *
     * @param signature as {@link EventSigner#sign} made it; may be anything else
     */
    public boolean verifies(String signature, String topic, byte[] key, byte[] value) {
        try {
            verification.verify(Base64.getDecoder().decode(signature), SignedEvent.bytes(topic, key, value));
            return true;
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return false;
        }
    }

    private static void refuseSecretKeys(Path file, String json) throws GeneralSecurityException {
        KeysetHandle keyset = KeysetFile.parse(json);
        try {
            TinkJsonProtoKeysetFormat.serializeKeysetWithoutSecret(keyset);
        } catch (GeneralSecurityException e) {
            throw new KeysetException("The keyset file " + file
                    + " holds secret keys, which a reader of events must not have. Make its public keyset with "
                    + KeysetTool.command("public SIGNING PUBLIC") + ", and name that.");
        }
    }
}
