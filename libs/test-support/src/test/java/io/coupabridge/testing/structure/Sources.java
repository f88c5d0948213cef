package io.coupabridge.testing.structure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The checkout that this test is in, found by its root POM, or the one that {@code -Dstructure.root} names. */
final class Sources {

    private Sources() {}

    static Path root() {
        String other = System.getProperty("structure.root");
        Path directory = Path.of(other == null ? "" : other).toAbsolutePath();
        while (!Files.exists(directory.resolve("pom.xml")) || !Files.isDirectory(directory.resolve("libs"))) {
            directory = directory.getParent();
        }
        return directory;
    }

    /** Every module with code of its own. */
    static List<Path> modules() {
        return below(root(), 4, "pom.xml").stream()
                .map(Path::getParent)
                .filter(module -> Files.isDirectory(module.resolve("src")))
                .toList();
    }

    /** The files whose names end like that, in a fixed order. */
    static List<Path> below(Path directory, int depth, String ending) {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(directory, depth)) {
            return files.filter(file -> file.getFileName().toString().endsWith(ending))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
