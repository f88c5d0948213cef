package io.coupabridge.secrets;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.KmsClient;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.stream.StreamSupport;

/**
 * Whether secret keysets lie in their files in the clear, or encrypted with a key of a KMS. A KMS is whatever has a {@link
 * KmsClient} of Tink on the class path. Thread-safe.
 */
public final class KeyEncryption {

    private static final byte[] NO_CONTEXT = new byte[0];

    private final Aead kek;

    private KeyEncryption(Aead kek) {
        this.kek = kek;
    }

    /** Keysets in the clear, kept by the modes of their files. */
    public static KeyEncryption none() {
        return new KeyEncryption(null);
    }

    /**
     * Encryption with the KMS's key of that URI, such as {@code aws-kms://arn:aws:kms:…}; none when it is empty. Its client
     * is found by {@link ServiceLoader} and logs in as its environment says.
     *
     * @throws KeysetException when no client on the class path knows the URI, or it cannot log in
     */
    public static KeyEncryption of(Optional<String> uri) {
        // the context's loader does not see what an operator adds to the class path of a packaged service
        return of(uri, KmsClient.class.getClassLoader());
    }

    /** The same with the clients that this loader finds. */
    public static KeyEncryption of(Optional<String> uri, ClassLoader clients) {
        return uri.map(key -> with(key, clients)).orElseGet(KeyEncryption::none);
    }

    private static KeyEncryption with(String uri, ClassLoader clients) {
        // a client may work with Tink's own ciphers
        AesGcm.register();
        try {
            KmsClient client = StreamSupport.stream(
                            ServiceLoader.load(KmsClient.class, clients).spliterator(), false)
                    .filter(candidate -> candidate.doesSupport(uri))
                    .findFirst()
                    .orElseThrow(() -> new KeysetException("No KmsClient of Tink on the class path knows the key " + uri
                            + ". Add the jar of your KMS, and what it needs, to the class path, and a file META-INF/services/"
                            + KmsClient.class.getName() + " with the name of its client."));
            return new KeyEncryption(
                    new RemoteKey(uri, client.withDefaultCredentials().getAead(uri)));
        } catch (KeysetException e) {
            throw e;
        } catch (GeneralSecurityException | RuntimeException | ServiceConfigurationError | LinkageError e) {
            throw new KeysetException("The KmsClient of the key " + uri + " cannot be used (" + e + ").");
        }
    }

    /**
     * Reads a secret keyset in Tink's JSON form.
     *
     * @throws KeysetException when the KMS does not decrypt it; Tink asks it only once the file has been parsed
     */
    KeysetHandle parse(String json) throws GeneralSecurityException {
        Ed25519.register();
        AesGcm.register();
        return kek == null
                ? TinkJsonProtoKeysetFormat.parseKeyset(json, InsecureSecretKeyAccess.get())
                : TinkJsonProtoKeysetFormat.parseEncryptedKeyset(json, kek, NO_CONTEXT);
    }

    String serialize(KeysetHandle keyset) throws GeneralSecurityException {
        return kek == null
                ? TinkJsonProtoKeysetFormat.serializeKeyset(keyset, InsecureSecretKeyAccess.get())
                : TinkJsonProtoKeysetFormat.serializeEncryptedKeyset(keyset, kek, NO_CONTEXT);
    }

    /** For a message: what a file has to be. */
    String words() {
        return kek == null ? "in JSON" : "in JSON, encrypted with the key of the KMS";
    }
}
