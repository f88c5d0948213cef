package io.coupabridge.benchmark.subject;

import io.coupabridge.benchmark.bed.Bed;

/** A system that is measured. */
public interface Subject {

    /** As it stands in the tables. */
    String name();

    /**
     * Does the work some rounds over in one process that has just started, for a tenant that was not read before. Before
     * each round but the first all records are changed, so each round publishes all of them.
     *
     * @throws IllegalStateException when it does not finish; the message says what its log ends with
     */
    Rounds measure(Bed bed, Work work, int rounds);
}
