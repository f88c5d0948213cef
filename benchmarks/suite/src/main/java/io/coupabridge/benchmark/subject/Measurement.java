package io.coupabridge.benchmark.subject;

import java.util.List;

/**
 * What one system needed for one work, once: for one round.
 *
 * @param seconds from the first API request's arrival to the last record's arrival at a {@code read_committed} consumer
 * @param cpuSeconds of the system's own process or processes, start-up left out
 * @param residentMegabytes the most of one of them until then, start-up and rounds before included
 * @param requests to the API
 * @param throttled how many of them Coupa answered with 429
 * @param mostASecond the most requests within any second
 * @param missing records that did not come
 * @param surplus records that came twice, or should not have come
 * @param wrong of the {@link Sample}, what does not say what Coupa does; a sentence for each record
 */
public record Measurement(
        int records,
        double seconds,
        double cpuSeconds,
        double brokerCpuSeconds,
        double databaseCpuSeconds,
        long residentMegabytes,
        long requests,
        long throttled,
        int mostASecond,
        long grants,
        long missing,
        long surplus,
        List<String> wrong) {

    public double recordsACpuSecond() {
        return records / Math.max(0.01, cpuSeconds);
    }

    /** Whether each record came, came once, and says what it should. */
    public boolean exact() {
        return missing == 0 && surplus == 0 && wrong.isEmpty();
    }
}
