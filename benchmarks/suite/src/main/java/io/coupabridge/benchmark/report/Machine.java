package io.coupabridge.benchmark.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What the figures were measured on. */
final class Machine {

    private Machine() {}

    /** @param project the checkout's directory */
    static String describe(Path project) {
        Runtime runtime = Runtime.getRuntime();
        return runtime.availableProcessors() + " cores" + cpu() + ", " + memory() + "Java "
                + Runtime.version() + ", " + System.getProperty("os.name") + " " + System.getProperty("os.version")
                + "; " + Versions.describe(project)
                + "; commit " + System.getProperty("benchmark.commit", "unknown")
                + "; broker, database, simulator and system on this one machine.";
    }

    private static String cpu() {
        return firstOf("/proc/cpuinfo", "model name")
                .map(line -> " (" + line.substring(line.indexOf(':') + 1).strip() + ")")
                .findFirst()
                .orElse("");
    }

    private static String memory() {
        return firstOf("/proc/meminfo", "MemTotal")
                .map(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024 / 1024 + " GiB, ")
                .findFirst()
                .orElse("");
    }

    private static Stream<String> firstOf(String file, String beginning) {
        try {
            return Files.readAllLines(Path.of(file)).stream()
                    .filter(line -> line.startsWith(beginning))
                    .limit(1);
        } catch (IOException e) {
            return Stream.empty();
        }
    }
}
