package io.coupabridge.secrets;

import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.PublicKeySign;
import com.google.crypto.tink.PublicKeyVerify;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.Base64;

/**
 * Signs events (ED25519 by Google Tink), so that their readers know who made them. The primary key of the private keyset
 * signs. The keys follow their file ({@link LiveKeyset}). Thread-safe.
 */
public final class EventSigner {

    private final LiveKeyset<Signature> keyset;

    private EventSigner(LiveKeyset<Signature> keyset) {
        this.keyset = keyset;
    }

    private record Signature(PublicKeySign sign, PublicKeyVerify verify) {}

    /**
     * Reads a private keyset in Tink's JSON form.
     *
     * @throws KeysetException when the file is missing, not a private signature keyset, or readable by others than its
     *     owner (and group); the message names the file and the way out
     */
    public static EventSigner fromKeysetFile(Path file) {
        return fromKeysetFile(file, KeyEncryption.none());
    }

    /** The same of a keyset that may be encrypted. */
    public static EventSigner fromKeysetFile(Path file, KeyEncryption encryption) {
        KeysetFile.requireExisting(file, "create-signing " + file);
        return new EventSigner(
                new LiveKeyset<>(file, (json, digest) -> read(file, json, digest, encryption), Clock.systemUTC()));
    }

    /** The keys, which follow their file. */
    public LiveKeyset<?> keyset() {
        return keyset;
    }

    /** The signature over topic, key and value, in Base64. */
    public String sign(String topic, byte[] key, byte[] value) {
        try {
            return Base64.getEncoder()
                    .encodeToString(keyset.keys().primitive().sign().sign(SignedEvent.bytes(topic, key, value)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Signing failed: " + e.getClass().getSimpleName(), e);
        }
    }

    /**
     * Whether a key of this keyset has made the signature, over this very topic, key and value.
     *
     * @param signature may be anything
     */
    public boolean made(String signature, String topic, byte[] key, byte[] value) {
        return EventVerifier.verifies(
                keyset.keys().primitive().verify(), signature, SignedEvent.bytes(topic, key, value));
    }

    private static LiveKeyset.Keys<Signature> read(Path file, String json, byte[] digest, KeyEncryption encryption) {
        try {
            KeysetHandle keyset = encryption.parse(json);
            Signature signature =
                    new Signature(Ed25519.signing(keyset), Ed25519.verification(keyset.getPublicKeysetHandle()));
            LiveKeyset.Keys<Signature> keys = LiveKeyset.Keys.of(signature, keyset, digest);
            // after the reading: of a public keyset, its mode is not what is wrong
            KeysetFile.requireKept(file, "create-signing");
            return keys;
        } catch (GeneralSecurityException e) {
            // the cause may quote the file
            throw new KeysetException("The keyset file " + file
                    + " cannot be read as a private Tink signature keyset " + encryption.words() + " ("
                    + e.getClass().getSimpleName() + "). Create one with "
                    + KeysetTool.command("create-signing FILE") + ".");
        }
    }
}
