package io.coupabridge.secrets;

import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Makes keyset files, mode 600, and changes them; a public one has mode 644. A changed file replaces the old one in one step, so
 * that nobody reads half of it.
 */
public final class KeysetEditor {

    private static final String OWNER_ONLY = "rw-------";

    private final KeyEncryption encryption;

    public KeysetEditor(KeyEncryption encryption) {
        this.encryption = encryption;
    }

    /** The keys of a file: the one that seals or signs, and all. */
    public record Contents(long primary, Set<Long> ids) {}

    /**
     * Makes a keyset that encrypts.
     *
     * @throws KeysetException when the file exists or cannot be written
     */
    public void create(Path file) {
        create(file, AesGcm.newKey());
    }

    /**
     * Makes a private keyset that signs events.
     *
     * @throws KeysetException when the file exists or cannot be written
     */
    public void createSigning(Path file) {
        create(file, Ed25519.newKey());
    }

    /**
     * Writes the public keyset of one that signs, over a public one that is there. It is no secret, and verifies only.
     *
     * @throws KeysetException when the first file is no private signature keyset, or the second cannot be written or is
     *     something else than a public keyset
     */
    public void writePublic(Path signing, Path file) {
        KeysetFile.requireKept(signing, "create-signing");
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
     * Adds a new key, which opens or verifies and is not used otherwise before it is promoted.
     *
     * @return its id
     * @throws KeysetException when the file cannot be read or written
     */
    public long add(Path file) {
        Set<Long> before = contents(file).ids();
        change(file, (old, fresh) -> fresh.addEntry(newKeyOf(old)));
        return contents(file).ids().stream()
                .filter(id -> !before.contains(id))
                .findFirst()
                .orElseThrow();
    }

    /**
     * Makes a key of the file the one that seals or signs.
     *
     * @throws KeysetException when it has no such key, or cannot be read or written
     */
    public void promote(Path file, long id) {
        change(file, (old, fresh) -> fresh.getAt(indexOf(file, old, id)).makePrimary());
    }

    /** {@link #add} and {@link #promote} in one step, for a file that all who have this keyset read. */
    public void rotate(Path file) {
        change(file, (old, fresh) -> fresh.addEntry(newKeyOf(old).makePrimary()));
    }

    /**
     * Removes a key for ever. What it has sealed opens no more, so find out first that there is no such thing.
     *
     * @throws KeysetException when it has no such key, or that is the one that seals or signs, or cannot be read or written
     */
    public void remove(Path file, long id) {
        change(file, (old, fresh) -> {
            if (KeyId.primary(old) == id) {
                throw new KeysetException(
                        "Key " + id + " of " + file + " is the one in use. Promote another one before you remove it.");
            }
            fresh.deleteAt(indexOf(file, old, id));
        });
    }

    /**
     * Encrypts a file that lies in the clear.
     *
     * @throws KeysetException when it does not, or cannot be read or written
     */
    public void encrypt(Path file) {
        requireThere(file);
        try {
            write(file, encryption.serialize(KeyEncryption.none().parse(Files.readString(file))), keptMode(file));
        } catch (IOException | GeneralSecurityException e) {
            throw new KeysetException("The keyset file " + file + " cannot be encrypted ("
                    + e.getClass().getSimpleName() + "). It has to be a secret keyset in the clear.");
        }
    }

    /** @throws KeysetException when it cannot be read */
    public Contents contents(Path file) {
        requireThere(file);
        try {
            KeysetHandle keyset = read(file);
            return new Contents(KeyId.primary(keyset), KeyId.all(keyset));
        } catch (IOException | GeneralSecurityException e) {
            throw new KeysetException("The keyset file " + file + " cannot be read as a Tink keyset "
                    + encryption.words() + " (" + e.getClass().getSimpleName() + ").");
        }
    }

    private interface Change {

        void apply(KeysetHandle old, KeysetHandle.Builder fresh) throws GeneralSecurityException;
    }

    private void change(Path file, Change change) {
        requireThere(file);
        try {
            KeysetHandle old = read(file);
            KeysetHandle.Builder fresh = KeysetHandle.newBuilder(old);
            change.apply(old, fresh);
            write(file, encryption.serialize(fresh.build()), keptMode(file));
        } catch (IOException | GeneralSecurityException e) {
            throw new KeysetException("The keyset file " + file + " cannot be changed ("
                    + e.getClass().getSimpleName() + ").");
        }
    }

    private KeysetHandle read(Path file) throws IOException, GeneralSecurityException {
        return encryption.parse(Files.readString(file));
    }

    private static int indexOf(Path file, KeysetHandle keyset, long id) {
        List<Long> ids = new ArrayList<>(KeyId.all(keyset));
        if (!ids.contains(id)) {
            throw new KeysetException("The keyset file " + file + " has no key " + id + ". Its keys are " + ids + ".");
        }
        return ids.indexOf(id);
    }

    private static void requireThere(Path file) {
        if (!Files.exists(file)) {
            throw new KeysetException("The keyset file " + file + " does not exist.");
        }
    }

    private static KeysetHandle.Builder.Entry newKeyOf(KeysetHandle old) throws GeneralSecurityException {
        if (Ed25519.signs(old)) {
            return Ed25519.newKey();
        }
        // what is neither fails here
        AesGcm.cipher(old);
        return AesGcm.newKey();
    }

    private void create(Path file, KeysetHandle.Builder.Entry key) {
        if (Files.exists(file)) {
            throw new KeysetException(
                    "The keyset file " + file + " exists and is left alone. Rotate it, or name another.");
        }
        try {
            KeysetHandle.Builder keyset = KeysetHandle.newBuilder().addEntry(key.makePrimary());
            write(file, encryption.serialize(keyset.build()), OWNER_ONLY);
        } catch (IOException | GeneralSecurityException e) {
            throw new KeysetException("The keyset file " + file + " cannot be written (" + e.getMessage() + ").");
        }
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

    /** What the group may do, it may do after a change; others never. */
    private static String keptMode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file))
                        .substring(0, 6)
                + "---";
    }

    private static void write(Path file, String json, String permissions) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        Path fresh = Files.createTempFile(
                folder,
                ".keyset",
                "",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(OWNER_ONLY)));
        try {
            try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
                channel.write(StandardCharsets.UTF_8.encode(json));
                // before it takes the old one's place
                channel.force(true);
            }
            Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString(permissions));
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            // keys are not left lying about
            Files.deleteIfExists(fresh);
        }
    }
}
