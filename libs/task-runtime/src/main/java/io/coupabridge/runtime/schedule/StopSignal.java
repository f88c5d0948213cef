package io.coupabridge.runtime.schedule;

/** Tells a worker to come to an end: the replica shuts down, or has lost its lease. */
public interface StopSignal {

    boolean stopped();

    /** Whether others wait for a worker, and none is free. */
    boolean othersWait();
}
