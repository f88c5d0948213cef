package io.coupabridge.benchmark.subject;

import io.coupabridge.benchmark.bed.Bed;

/** A system that is measured. */
public interface Subject {

    /** As it stands in the tables. */
    String name();

    /**
     * Does the work once, with a process that has just started, and for a tenant that was not read before.
     *
     * @throws IllegalStateException when it does not finish; the message says what its log ends with
     */
    Measurement measure(Bed bed, Work work);
}
