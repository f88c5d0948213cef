package io.coupabridge.secrets;

import com.google.crypto.tink.Aead;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Base64;

/**
 * Encrypts secrets with a keyset (AES-256-GCM by Google Tink), bound to a context: what was sealed for one tenant does
 * not open for another. The primary key seals; every key of the keyset opens, which is how keys rotate. Thread-safe.
 */
public final class Sealer {

    private final Aead aead;

    private Sealer(Aead aead) {
        this.aead = aead;
    }

    /**
     * Reads a cleartext keyset in Tink's JSON form.
     *
     * @throws KeysetException when the file is missing, not a keyset, or readable by others than its owner (and group);
     *     the message names the file and the way out
     */
    public static Sealer fromKeysetFile(Path file) {
        KeysetFile.requireKept(file, "create");
        try {
            return new Sealer(AesGcm.cipher(KeysetFile.read(file)));
        } catch (IOException | GeneralSecurityException e) {
            // the cause may quote the file
            throw new KeysetException("The keyset file " + file + " cannot be read as a Tink AEAD keyset in JSON ("
                    + e.getClass().getSimpleName() + ").");
        }
    }

    /**
     * @param context what the ciphertext is bound to; must be given again to open it
     * @return Base64
     */
    public String seal(Secret secret, String context) {
        try {
            byte[] sealed = aead.encrypt(bytes(secret.reveal()), bytes(context));
            return Base64.getEncoder().encodeToString(sealed);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Encryption failed: " + e.getClass().getSimpleName(), e);
        }
    }

    /** @throws UnsealException when no key of the keyset opens it in this context */
    public Secret open(String sealed, String context) {
        try {
            byte[] opened = aead.decrypt(Base64.getDecoder().decode(sealed), bytes(context));
            return Secret.of(new String(opened, StandardCharsets.UTF_8));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new UnsealException();
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
