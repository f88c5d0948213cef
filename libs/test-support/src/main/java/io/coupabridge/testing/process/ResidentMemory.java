package io.coupabridge.testing.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** What a process occupies of the machine's memory, as Linux counts it. */
public final class ResidentMemory {

    private static final String MOST = "VmHWM:";

    private ResidentMemory() {}

    /** The most that the process has held so far; empty where the system does not tell, or when it has ended. */
    public static OptionalLong mostMegabytes(long pid) {
        try {
            return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                    .filter(line -> line.startsWith(MOST))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024)
                    .findFirst();
        } catch (IOException notTold) {
            return OptionalLong.empty();
        }
    }
}
