package io.coupabridge.benchmark.row;

import io.coupabridge.benchmark.bed.Bed;
import io.coupabridge.benchmark.bed.TopicTail;
import io.coupabridge.benchmark.report.Figures;
import io.coupabridge.benchmark.report.Results;
import io.coupabridge.benchmark.report.Stats;
import io.coupabridge.benchmark.subject.Measurement;
import io.coupabridge.benchmark.subject.Rounds;
import io.coupabridge.benchmark.subject.Subject;
import io.coupabridge.benchmark.subject.Work;
import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.simulator.CoupaInstance;
import io.coupabridge.simulator.data.RecordTable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * One call of the benchmark.
 *
 * @param runs of each measurement
 * @param smoke whether everything is small, only to show that it works
 * @param peers whether the peers are measured too
 */
public record Session(Bed bed, Results results, int runs, boolean smoke, boolean peers) {

    private static final int SHOWN = 3;

    /** That many, or very few when it is only smoke. */
    int sized(int records) {
        return smoke ? Math.max(200, records / 500) : records;
    }

    /** The keys of the messages for all records of a kind of these tenants, each with a Coupa of its own. */
    static Set<String> keys(
            List<TenantId> tenants, List<CoupaInstance> coupas, Function<CoupaInstance, RecordTable> records) {
        Set<String> keys = new HashSet<>();
        for (int index = 0; index < tenants.size(); index++) {
            TenantId tenant = tenants.get(index);
            records.apply(coupas.get(index)).ids().forEach(id -> keys.add(tenant + "/" + id));
        }
        return keys;
    }

    /** Follows the records of a task from now on. */
    TopicTail tail(Task task) {
        return new TopicTail(bed.bootstrapServers(), task.recordTopic().topicName());
    }

    /** Notes where a task's topic ends now, to be read from there later. */
    TopicTail.Mark mark(Task task) {
        return TopicTail.mark(bed.bootstrapServers(), task.recordTopic().topicName());
    }

    /** Does it once for each run that is asked for. */
    void repeat(Runnable run) {
        for (int number = 0; number < runs; number++) {
            run.run();
        }
    }

    /** Writes a row's page: some words, the figures, and what follows them. */
    void page(Row row, String words, Figures figures, String after) {
        say(figures.toString());
        results.page(row.id(), row.title(), words + "\n\n" + results.judged(row.id(), figures) + after);
    }

    /** Tells whoever watches how far it is. */
    public void say(String text) {
        System.out.println(text);
    }

    /**
     * Measures a system's work a few times, each time in a process of its own.
     *
     * @throws IllegalStateException when a record was lost or doubled, or one that was looked at is wrong
     */
    List<Measurement> measure(Subject subject, Work work, int times) {
        List<Measurement> measurements = new ArrayList<>();
        for (int run = 1; run <= times; run++) {
            Measurement measurement = subject.measure(bed, work, 1).cold();
            check(subject, "run " + run + " of " + times, measurement);
            measurements.add(measurement);
        }
        return measurements;
    }

    /**
     * Measures a system's work a few times in one process.
     *
     * @throws IllegalStateException when a round lost or doubled a record, or one that was looked at is wrong
     */
    Rounds rounds(Subject subject, Work work, int count) {
        Rounds rounds = subject.measure(bed, work, count);
        for (int round = 1; round <= count; round++) {
            check(subject, "round " + round + " of " + count, rounds.each().get(round - 1));
        }
        return rounds;
    }

    private void check(Subject subject, String which, Measurement measurement) {
        say("  " + subject.name() + ", " + which + ": "
                + Stats.number(measurement.seconds(), 1) + " s, "
                + Stats.number(measurement.cpuSeconds(), 1) + " CPU s, " + measurement.requests() + " requests, "
                + measurement.throttled() + " throttled, " + measurement.missing() + " missing, "
                + measurement.surplus() + " surplus, " + measurement.wrong().size() + " wrong");
        if (!measurement.exact()) {
            throw new IllegalStateException(subject.name() + " lost " + measurement.missing()
                    + " records and doubled " + measurement.surplus() + ", and "
                    + measurement.wrong().size() + " of those that were looked at are wrong. "
                    + measurement.wrong().stream().limit(SHOWN).collect(Collectors.joining(" ")));
        }
    }
}
