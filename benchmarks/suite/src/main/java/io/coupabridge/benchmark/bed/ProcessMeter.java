package io.coupabridge.benchmark.bed;

import io.coupabridge.testing.process.ResidentMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** What processes have used so far, as Linux counts it. */
public final class ProcessMeter {

    /** Of the kernel's counters; the same on every Linux that Java runs on. */
    private static final double TICKS_A_SECOND = 100;

    private ProcessMeter() {}

    /** User and system time of all of them and of their children, ended ones included, in seconds. */
    public static double cpuSeconds(List<Long> pids) {
        return pids.stream().mapToDouble(ProcessMeter::cpuSeconds).sum();
    }

    private static double cpuSeconds(long pid) {
        LongStream living = ProcessHandle.of(pid).stream()
                .flatMap(ProcessHandle::descendants)
                .mapToLong(ProcessHandle::pid);
        return LongStream.concat(LongStream.of(pid), living)
                        .map(ProcessMeter::ticks)
                        .sum()
                / TICKS_A_SECOND;
    }

    private static long ticks(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            // utime, stime, and both of the children that have ended and were waited for
            return Stream.of(11, 12, 13, 14)
                    .mapToLong(field -> Long.parseLong(fields[field]))
                    .sum();
        } catch (IOException endedMeanwhile) {
            return 0;
        }
    }

    /**
     * The most memory that one of them has held so far, in megabytes.
     *
     * @throws IllegalStateException when the system does not tell of one of them: no figure is better than a wrong one
     */
    public static long mostResidentMegabytes(List<Long> pids) {
        return pids.stream()
                .mapToLong(ProcessMeter::mostResidentMegabytes)
                .max()
                .orElse(0);
    }

    private static long mostResidentMegabytes(long pid) {
        return ResidentMemory.mostMegabytes(pid)
                .orElseThrow(() -> new IllegalStateException("Nothing tells what memory process " + pid + " held."));
    }
}
