package io.coupabridge.secrets;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/** Keyset files in the clear, mode 600; a public one has mode 644. {@link KeysetEditor} can also encrypt them. */
public final class KeysetFile {

    private static final KeysetEditor CLEAR = new KeysetEditor(KeyEncryption.none());

    private KeysetFile() {}

    /** @see KeysetEditor#create */
    public static void create(Path file) {
        CLEAR.create(file);
    }

    /** @see KeysetEditor#createSigning */
    public static void createSigning(Path file) {
        CLEAR.createSigning(file);
    }

    /** @see KeysetEditor#writePublic */
    public static void writePublic(Path signing, Path file) {
        CLEAR.writePublic(signing, file);
    }

    /** @see KeysetEditor#rotate */
    public static void rotate(Path file) {
        CLEAR.rotate(file);
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
}
