package io.coupabridge.simulator;

import io.coupabridge.simulator.log.LoggedRequest;

/** Hears of every request after it was logged and before it is answered: to change data in the middle of a paging run. */
@FunctionalInterface
public interface RequestListener {

    /** Runs on the request's own thread; the answer waits for it. */
    void arrived(LoggedRequest request);
}
