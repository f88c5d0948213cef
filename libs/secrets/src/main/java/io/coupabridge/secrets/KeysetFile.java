package io.coupabridge.secrets;

import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.util.Set;

/** Makes and rotates keyset files, mode 600; a public one has mode 644. */
public final class KeysetFile {

    private static final String OWNER_ONLY = "rw-------";

    private KeysetFile() {}

    /**
     * Makes a keyset that encrypts.
     *
     * @throws KeysetException when the file exists or cannot be written
     */
    public static void create(Path file) {
        create(file, AesGcm.newPrimaryKey());
    }

    /**
     * Makes a private keyset that signs events.
     *
     * @throws KeysetException when the file exists or cannot be written
     */
    public static void createSigning(Path file) {
        create(file, Ed25519.newPrimaryKey());
    }

    /**
     * Writes the public keyset of one that signs, over a public one that is there. It is no secret, and verifies only.
     *
     * @throws KeysetException when the first file is no private signature keyset, or the second cannot be written or is
     *     something else than a public keyset
     */
    public static void writePublic(Path signing, Path file) {
        requireKept(signing, "create-signing");
        refuseAnythingButPublic(file);
        try {
            KeysetHandle keyset = read(signing).getPublicKeysetHandle();
            write(file, TinkJsonProtoKeysetFormat.serializeKeysetWithoutSecret(keyset), "rw-r--r--");
        } catch (IOException | GeneralSecurityException e) {
            throw new KeysetException("The public keyset of " + signing + " cannot be written to " + file + " ("
                    + e.getClass().getSimpleName() + ").");
        }
    }

    /**
     * Adds a new key and makes it the primary one; older keys go on opening what they sealed, or verifying what they
     * signed. Give the file, or the public one, to every service that reads before the one that writes, and restart them
     * in that order.
     *
     * @throws KeysetException when the file cannot be read or written
     */
    public static void rotate(Path file) {
        if (!Files.exists(file)) {
            throw new KeysetException("The keyset file " + file + " does not exist, so there is nothing to rotate.");
        }
        try {
            KeysetHandle old = read(file);
            write(file, KeysetHandle.newBuilder(old).addEntry(newPrimaryKeyOf(old)));
        } catch (IOException | GeneralSecurityException e) {
            throw new KeysetException("The keyset file " + file + " cannot be rotated ("
                    + e.getClass().getSimpleName() + ").");
        }
    }

    /** @throws KeysetException when it does not exist, or is open to everybody */
    static void requireKept(Path file, String verb) {
        requireExisting(file, verb + " " + file);
        refuse(file, Set.of(PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE), "600");
    }

    static void requireExisting(Path file, String arguments) {
        if (!Files.isRegularFile(file)) {
            throw new KeysetException("The keyset file " + file + " does not exist. Create it with "
                    + KeysetTool.command(arguments) + ", or name another.");
        }
    }

    static void refuseChangeByOthers(Path file) {
        refuse(file, Set.of(PosixFilePermission.OTHERS_WRITE), "644");
    }

    static KeysetHandle read(Path file) throws IOException, GeneralSecurityException {
        return parse(Files.readString(file));
    }

    static KeysetHandle parse(String json) throws GeneralSecurityException {
        Ed25519.register();
        return TinkJsonProtoKeysetFormat.parseKeyset(json, InsecureSecretKeyAccess.get());
    }

    private static void refuse(Path file, Set<PosixFilePermission> refused, String mode) {
        try {
            if (file.getFileSystem().supportedFileAttributeViews().contains("posix")
                    && Files.getPosixFilePermissions(file).stream().anyMatch(refused::contains)) {
                throw new KeysetException("The keyset file " + file + " is open to everybody. Make it mode " + mode
                        + " ('chmod " + mode + " " + file + "').");
            }
        } catch (IOException e) {
            throw new KeysetException("The keyset file " + file + " cannot be looked at ("
                    + e.getClass().getSimpleName() + ").");
        }
    }

    private static KeysetHandle.Builder.Entry newPrimaryKeyOf(KeysetHandle old) throws GeneralSecurityException {
        if (Ed25519.signs(old)) {
            return Ed25519.newPrimaryKey();
        }
        // what is neither fails here
        AesGcm.cipher(old);
        return AesGcm.newPrimaryKey();
    }

    private static void create(Path file, KeysetHandle.Builder.Entry key) {
        if (Files.exists(file)) {
            throw new KeysetException(
                    "The keyset file " + file + " exists and is left alone. Rotate it, or name another.");
        }
        try {
            write(file, KeysetHandle.newBuilder().addEntry(key));
        } catch (IOException | GeneralSecurityException e) {
            throw new KeysetException("The keyset file " + file + " cannot be written (" + e.getMessage() + ").");
        }
    }

    private static void write(Path file, KeysetHandle.Builder keyset) throws IOException, GeneralSecurityException {
        write(
                file,
                TinkJsonProtoKeysetFormat.serializeKeyset(keyset.build(), InsecureSecretKeyAccess.get()),
                OWNER_ONLY);
    }

    /** Lost keys cannot be made again, so only what this has written before is written over. */
    private static void refuseAnythingButPublic(Path file) {
        if (!Files.exists(file)) {
            return;
        }
        try {
            Ed25519.verification(TinkJsonProtoKeysetFormat.parseKeysetWithoutSecret(Files.readString(file)));
        } catch (IOException | GeneralSecurityException e) {
            throw new KeysetException("The file " + file
                    + " exists, is no public keyset of one that signs, and is left alone. Name another.");
        }
    }

    private static void write(Path file, String json, String permissions) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        Path fresh = Files.createTempFile(
                folder,
                ".keyset",
                "",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(OWNER_ONLY)));
        try {
            Files.writeString(fresh, json);
            Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString(permissions));
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            // keys are not left lying about
            Files.deleteIfExists(fresh);
        }
    }
}
