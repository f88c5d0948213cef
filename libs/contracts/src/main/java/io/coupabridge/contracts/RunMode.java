package io.coupabridge.contracts;

/** How much of Coupa a run reads. Every mode publishes only what changed. */
public enum RunMode {
    /** Full when none has completed or the last full run is older than 30 days, else incremental. */
    AUTO,
    /** Everything in scope. */
    FULL,
    /** What was updated since the watermark of the last completed run. */
    INCREMENTAL,
    /** What was updated between two instants. */
    WINDOW
}
