package io.coupabridge.testing.kms;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KmsClient;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;

/** A KMS whose keys are Tink's own, each in a file that its URI names. It logs in before it gives a key, as others do. */
public final class FileKms implements KmsClient {

    private static final String SCHEME = "file-kms://";

    private boolean loggedIn;

    /** The URI of the key in a keyset file. */
    public static String uri(Path key) {
        return SCHEME + key.toAbsolutePath();
    }

    @Override
    public boolean doesSupport(String uri) {
        return uri.startsWith(SCHEME);
    }

    @Override
    public KmsClient withCredentials(String path) throws GeneralSecurityException {
        throw new GeneralSecurityException("This KMS has no credentials in files.");
    }

    @Override
    public KmsClient withDefaultCredentials() {
        loggedIn = true;
        return this;
    }

    @Override
    public Aead getAead(String uri) throws GeneralSecurityException {
        if (!loggedIn) {
            throw new GeneralSecurityException("Not logged in.");
        }
        Path file = Path.of(uri.substring(SCHEME.length()));
        try {
            return TinkJsonProtoKeysetFormat.parseKeyset(Files.readString(file), InsecureSecretKeyAccess.get())
                    .getPrimitive(RegistryConfiguration.get(), Aead.class);
        } catch (IOException e) {
            throw new GeneralSecurityException("The KMS does not answer.", e);
        }
    }
}
