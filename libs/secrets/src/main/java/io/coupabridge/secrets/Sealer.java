package io.coupabridge.secrets;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KeysetHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.Base64;

/**
 * Encrypts secrets with a keyset (AES-256-GCM by Google Tink), bound to a context: what was sealed for one tenant does
 * not open for another. The primary key seals; every key of the keyset opens, which is how keys rotate. The keys follow
 * their file ({@link LiveKeyset}). Thread-safe.
 */
public final class Sealer {

    private final LiveKeyset<Aead> keyset;

    private Sealer(LiveKeyset<Aead> keyset) {
        this.keyset = keyset;
    }

    /**
     * Reads a cleartext keyset in Tink's JSON form.
     *
     * @throws KeysetException when the file is missing, not a keyset, or readable by others than its owner (and group);
     *     the message names the file and the way out
     */
    public static Sealer fromKeysetFile(Path file) {
        return fromKeysetFile(file, KeyEncryption.none());
    }

    /** The same of a keyset that may be encrypted. */
    public static Sealer fromKeysetFile(Path file, KeyEncryption encryption) {
        KeysetFile.requireKept(file, "create");
        return new Sealer(
                new LiveKeyset<>(file, (json, digest) -> read(file, json, digest, encryption), Clock.systemUTC()));
    }

    /** The keys, which follow their file. */
    public LiveKeyset<Aead> keyset() {
        return keyset;
    }

    /**
     * @param context what the ciphertext is bound to; must be given again to open it
     * @return Base64
     */
    public String seal(Secret secret, String context) {
        try {
            byte[] sealed = keyset.keys().primitive().encrypt(bytes(secret.reveal()), bytes(context));
            return Base64.getEncoder().encodeToString(sealed);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Encryption failed: " + e.getClass().getSimpleName(), e);
        }
    }

    /**
     * Opens what was sealed. If it was sealed with a key that is not known, the file is looked at once more.
     *
     * @throws UnsealException when no key of the keyset opens it in this context
     */
    public Secret open(String sealed, String context) {
        LiveKeyset.Keys<Aead> keys = keyset.keys();
        try {
            return open(keys.primitive(), sealed, context);
        } catch (UnsealException e) {
            LiveKeyset.Keys<Aead> others = keyset.keysFor(sealed, keys);
            if (others == keys) {
                throw e;
            }
            return open(others.primitive(), sealed, context);
        }
    }

    private static Secret open(Aead aead, String sealed, String context) {
        try {
            byte[] opened = aead.decrypt(Base64.getDecoder().decode(sealed), bytes(context));
            return Secret.of(new String(opened, StandardCharsets.UTF_8));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new UnsealException();
        }
    }

    private static LiveKeyset.Keys<Aead> read(Path file, String json, byte[] digest, KeyEncryption encryption) {
        KeysetFile.requireKept(file, "create");
        try {
            KeysetHandle keyset = encryption.parse(json);
            return LiveKeyset.Keys.of(AesGcm.cipher(keyset), keyset, digest);
        } catch (GeneralSecurityException e) {
            // the cause may quote the file
            throw new KeysetException("The keyset file " + file + " cannot be read as a Tink AEAD keyset "
                    + encryption.words() + " (" + e.getClass().getSimpleName() + ").");
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
