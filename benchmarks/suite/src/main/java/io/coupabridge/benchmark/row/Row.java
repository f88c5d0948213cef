package io.coupabridge.benchmark.row;

/** One row of the benchmark: a piece of work, measured and written down. */
public interface Row {

    /** As it is named on the command line and in the results. */
    String id();

    /** What is measured, in a few words. */
    String title();

    /**
     * Measures and writes the row's page.
     *
     * @throws IllegalStateException when a system does not finish its work, or a record was lost or doubled
     */
    void run(Session session);
}
