package io.coupabridge.secrets;

import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.PublicKeyVerify;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.Base64;

/**
 * Tells whether an event was signed by the {@link EventSigner} whose public keyset this is. It cannot sign. Every key of
 * the keyset verifies, which is how keys rotate. The keys follow their file ({@link LiveKeyset}).
 * Thread-safe.
 */
public final class EventVerifier {

    private final LiveKeyset<PublicKeyVerify> keyset;

    private EventVerifier(LiveKeyset<PublicKeyVerify> keyset) {
        this.keyset = keyset;
    }

    /**
     * Reads a public keyset in Tink's JSON form.
     *
     * @throws KeysetException when the file is missing, not a public signature keyset, writable by everybody, or holds
     *     secret keys; the message names the file and the way out
     */
    public static EventVerifier fromKeysetFile(Path file) {
        KeysetFile.requireExisting(file, "public SIGNING " + file);
        return new EventVerifier(new LiveKeyset<>(file, (json, digest) -> read(file, json, digest), Clock.systemUTC()));
    }

    /** The keys, which follow their file. */
    public LiveKeyset<PublicKeyVerify> keyset() {
        return keyset;
    }

    /**
     * Whether the signature is the signer's, over this very topic, key and value. If it was made with a key that is not
     * known, the file is looked at once more.
     *
     * @param signature as {@link EventSigner#sign} made it; may be anything else
     */
    public boolean verifies(String signature, String topic, byte[] key, byte[] value) {
        LiveKeyset.Keys<PublicKeyVerify> keys = keyset.keys();
        byte[] signed = SignedEvent.bytes(topic, key, value);
        if (verifies(keys.primitive(), signature, signed)) {
            return true;
        }
        LiveKeyset.Keys<PublicKeyVerify> others = keyset.keysFor(signature, keys);
        return others != keys && verifies(others.primitive(), signature, signed);
    }

    static boolean verifies(PublicKeyVerify verification, String signature, byte[] signed) {
        try {
            verification.verify(Base64.getDecoder().decode(signature), signed);
            return true;
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return false;
        }
    }

    private static LiveKeyset.Keys<PublicKeyVerify> read(Path file, String json, byte[] digest) {
        KeysetFile.refuseChangeByOthers(file);
        try {
            refuseSecretKeys(file, json);
            KeysetHandle keyset = TinkJsonProtoKeysetFormat.parseKeysetWithoutSecret(json);
            return LiveKeyset.Keys.of(Ed25519.verification(keyset), keyset, digest);
        } catch (GeneralSecurityException e) {
            throw new KeysetException("The keyset file " + file
                    + " cannot be read as a public Tink signature keyset in JSON ("
                    + e.getClass().getSimpleName() + ").");
        }
    }

    private static void refuseSecretKeys(Path file, String json) throws GeneralSecurityException {
        KeysetHandle keyset = KeyEncryption.none().parse(json);
        try {
            TinkJsonProtoKeysetFormat.serializeKeysetWithoutSecret(keyset);
        } catch (GeneralSecurityException e) {
            throw new KeysetException("The keyset file " + file
                    + " holds secret keys, which a reader of events must not have. Make its public keyset with "
                    + KeysetTool.command("public SIGNING PUBLIC") + ", and name that.");
        }
    }
}
