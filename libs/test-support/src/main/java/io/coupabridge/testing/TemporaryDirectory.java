package io.coupabridge.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Directories of servers that end with this JVM. */
final class TemporaryDirectory {

    private TemporaryDirectory() {}

    static Path create(String purpose) {
        try {
            return Files.createTempDirectory("coupabridge-" + purpose + "-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** When this JVM ends: ends the server, then deletes its directory. */
    static void deleteAtExit(Path directory, Runnable endServer) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            endServer.run();
            delete(directory);
        }));
    }

    private static void delete(Path directory) {
        try (Stream<Path> walk = Files.walk(directory)) {
            List<Path> deepestFirst = walk.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException e) {
            // children of a killed server may still write; the system cleans its temporary directory
        }
    }
}
