package io.coupabridge.secrets;

import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;

/** Makes and rotates keyset files, mode 600. */
public final class KeysetFile {

    private KeysetFile() {}

    /** @throws KeysetException when the file exists or cannot be written */
    public static void create(Path file) {
        if (Files.exists(file)) {
            throw new KeysetException(
                    "The keyset file " + file + " exists and is left alone. Rotate it, or name another.");
        }
        try {
            write(
                    file,
                    KeysetHandle.newBuilder().addEntry(AesGcm.newPrimaryKey()).build());
        } catch (IOException | GeneralSecurityException e) {
            throw new KeysetException("The keyset file " + file + " cannot be written (" + e.getMessage() + ").");
        }
    }

    /**
     * Adds a new key and makes it the primary one; older keys go on opening what they sealed. Give the file to every
     * service that opens with it before the one that seals with it, and restart them in that order.
     *
     * @throws KeysetException when the file cannot be read or written
     */
    public static void rotate(Path file) {
        if (!Files.exists(file)) {
            throw new KeysetException("The keyset file " + file + " does not exist, so there is nothing to rotate.");
        }
        try {
            KeysetHandle old = Sealer.read(file);
            write(
                    file,
                    KeysetHandle.newBuilder(old)
                            .addEntry(AesGcm.newPrimaryKey())
                            .build());
        } catch (IOException | GeneralSecurityException e) {
            throw new KeysetException("The keyset file " + file + " cannot be rotated ("
                    + e.getClass().getSimpleName() + ").");
        }
    }

    private static void write(Path file, KeysetHandle keyset) throws IOException, GeneralSecurityException {
        Path folder = file.toAbsolutePath().getParent();
        Path fresh = Files.createTempFile(
                folder,
                ".keyset",
                "",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            Files.writeString(fresh, TinkJsonProtoKeysetFormat.serializeKeyset(keyset, InsecureSecretKeyAccess.get()));
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            // keys are not left lying about
            Files.deleteIfExists(fresh);
        }
    }
}
