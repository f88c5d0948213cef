package io.coupabridge.benchmark.subject;

import io.coupabridge.benchmark.bed.Bed;
import io.coupabridge.benchmark.bed.ProcessMeter;
import io.coupabridge.benchmark.bed.TopicTail;
import io.coupabridge.simulator.CoupaInstance;
import io.coupabridge.simulator.log.LoggedRequest;
import java.util.List;
import java.util.Set;

/** Watches one round of a work from outside: the same way for every system. */
final class Stopwatch implements AutoCloseable {

    private final Bed bed;
    private final List<Long> pids;
    private final CoupaInstance coupa;
    private final Sample sample;
    private final TopicTail tail;
    private final double cpu;
    private final double brokerCpu;
    private final double databaseCpu;

    /**
     * Starts watching: the system is ready and idle, and Coupa's log holds nothing of another round.
     *
     * @param sample the records that are looked at
     */
    Stopwatch(Bed bed, List<Long> pids, CoupaInstance coupa, String topic, Sample sample) {
        this.bed = bed;
        this.pids = pids;
        this.coupa = coupa;
        this.sample = sample;
        this.tail = new TopicTail(bed.bootstrapServers(), topic, sample.keys());
        this.cpu = ProcessMeter.cpuSeconds(pids);
        this.brokerCpu = ProcessMeter.cpuSeconds(bed.brokerPids());
        this.databaseCpu = ProcessMeter.cpuSeconds(bed.databasePids());
    }

    /**
     * The system says that it is done.
     *
     * @param keys that it should have published
     * @param grants how many tokens it was granted for this work
     */
    Measurement stop(Set<String> keys, long grants) {
        double used = ProcessMeter.cpuSeconds(pids) - cpu;
        double broker = ProcessMeter.cpuSeconds(bed.brokerPids()) - brokerCpu;
        double database = ProcessMeter.cpuSeconds(bed.databasePids()) - databaseCpu;
        tail.await(keys);
        long first = coupa.log().apiRequests().stream()
                .mapToLong(LoggedRequest::receivedNanos)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("No request came."));
        return new Measurement(
                keys.size(),
                (tail.lastNanos() - first) / 1e9,
                used,
                broker,
                database,
                ProcessMeter.mostResidentMegabytes(pids),
                coupa.log().apiCount(),
                coupa.log().apiCount(429),
                coupa.log().maxInOneSecond(),
                grants,
                tail.missing(keys),
                tail.surplus(keys),
                sample.wrong(tail.kept()));
    }

    @Override
    public void close() {
        tail.close();
    }
}
