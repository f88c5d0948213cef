package io.coupabridge.local;

import io.coupabridge.contracts.Task;
import io.coupabridge.secrets.KeysetFile;
import io.coupabridge.testing.EventKeysets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/** The demo's keysets and passwords: made on this machine at the first start, mode 600, never committed. */
record DemoKeys(
        Path clientSecrets,
        Map<Task, Path> tokens,
        EventKeysets events,
        Path notifications,
        String postgresPassword,
        String loginSecret) {

    static DemoKeys in(Path directory) {
        try {
            Files.createDirectories(directory, mode("rwx------"));
            Map<Task, Path> tokens = new LinkedHashMap<>();
            for (Task task : Task.all()) {
                tokens.put(task, keyset(directory, task.shortName() + "-tokens"));
            }
            return new DemoKeys(
                    keyset(directory, "client-secrets"),
                    tokens,
                    EventKeysets.in(directory),
                    keyset(directory, "notifications"),
                    password(directory.resolve("postgres-password")),
                    password(directory.resolve("login-secret")));
        } catch (IOException e) {
            throw new UncheckedIOException("The demo's keys cannot be made in " + directory + ".", e);
        }
    }

    private static Path keyset(Path directory, String name) {
        Path file = directory.resolve(name + ".json");
        if (!Files.exists(file)) {
            KeysetFile.create(file);
        }
        return file;
    }

    private static String password(Path file) throws IOException {
        if (!Files.exists(file)) {
            byte[] random = new byte[16];
            new SecureRandom().nextBytes(random);
            Files.createFile(file, mode("rw-------"));
            Files.writeString(file, HexFormat.of().formatHex(random));
        }
        return Files.readString(file).strip();
    }

    private static FileAttribute<?> mode(String permissions) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
    }

    @Override
    public String toString() {
        return "DemoKeys[hidden]";
    }
}
