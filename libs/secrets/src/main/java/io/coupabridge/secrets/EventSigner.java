package io.coupabridge.secrets;

import com.google.crypto.tink.PublicKeySign;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Base64;

/**
 * Signs events (ED25519 by Google Tink), so that their readers know who made them. The primary key of the private keyset
 * signs. Thread-safe.
 */
public final class EventSigner {

    private final PublicKeySign signing;

    private EventSigner(PublicKeySign signing) {
        this.signing = signing;
    }

    /**
     * Reads a private keyset in Tink's JSON form.
     *
     * @throws KeysetException when the file is missing, not a private signature keyset, or readable by others than its
     *     owner (and group); the message names the file and the way out
     */
    public static EventSigner fromKeysetFile(Path file) {
        KeysetFile.requireExisting(file, "create-signing " + file);
        try {
            EventSigner signer = new EventSigner(Ed25519.signing(KeysetFile.read(file)));
            // after the reading: of a public keyset, its mode is not what is wrong
            KeysetFile.requireKept(file, "create-signing");
            return signer;
        } catch (IOException | GeneralSecurityException e) {
            // the cause may quote the file
            throw new KeysetException("The keyset file " + file
                    + " cannot be read as a private Tink signature keyset in JSON ("
                    + e.getClass().getSimpleName() + "). Create one with "
                    + KeysetTool.command("create-signing FILE") + ".");
        }
    }

    /** The signature over topic, key and value, in Base64. */
    public String sign(String topic, byte[] key, byte[] value) {
        try {
            return Base64.getEncoder().encodeToString(signing.sign(SignedEvent.bytes(topic, key, value)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Signing failed: " + e.getClass().getSimpleName(), e);
        }
    }
}
