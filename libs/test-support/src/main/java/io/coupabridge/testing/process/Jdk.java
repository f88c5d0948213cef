package io.coupabridge.testing.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A Java that processes can run on, and what it keeps of one run for faster starts: an AOT cache from Java 25 on, before
 * that an archive of classes. Either serves only this Java and the jars as they lay during that run.
 */
public record Jdk(Path home, Runtime.Version version) {

    private static final Path INSTALLED = Path.of("/usr/lib/jvm");
    private static final int FIRST_WITH_AOT_CACHE = 25;

    /** The one that runs this. */
    public static Jdk current() {
        return new Jdk(Path.of(System.getProperty("java.home")), Runtime.version());
    }

    /** The newest of the installed ones that make an AOT cache. */
    public static Optional<Jdk> newestWithAotCache() {
        if (!Files.isDirectory(INSTALLED)) {
            return Optional.empty();
        }
        try (Stream<Path> homes = Files.list(INSTALLED)) {
            return homes.filter(home -> Files.isExecutable(home.resolve("bin/java")))
                    .flatMap(home -> version(home).stream().map(version -> new Jdk(home, version)))
                    .filter(Jdk::makesAotCache)
                    .max(Comparator.comparing(Jdk::version));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String java() {
        return home.resolve("bin/java").toString();
    }

    /** Whether its archive is an AOT cache. */
    public boolean makesAotCache() {
        return version.feature() >= FIRST_WITH_AOT_CACHE;
    }

    /** Where the archive of a packaged service lies: beside its jar. */
    public Path archive(Path jar) {
        return jar.resolveSibling(makesAotCache() ? "app.aot" : "app.jsa");
    }

    /** The option with which a process leaves the archive when it ends in good order. */
    public String recording(Path jar) {
        return (makesAotCache() ? "-XX:AOTCacheOutput=" : "-XX:ArchiveClassesAtExit=") + archive(jar);
    }

    /** The option with which a process starts from the archive. */
    public String startingFrom(Path jar) {
        return (makesAotCache() ? "-XX:AOTCache=" : "-XX:SharedArchiveFile=") + archive(jar);
    }

    private static Optional<Runtime.Version> version(Path home) {
        try (Stream<String> release = Files.lines(home.resolve("release"))) {
            return release.filter(line -> line.startsWith("JAVA_VERSION="))
                    .map(line -> Runtime.Version.parse(line.replaceAll("JAVA_VERSION=|\"", "")))
                    .findFirst();
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
