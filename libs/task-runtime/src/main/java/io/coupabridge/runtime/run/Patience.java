package io.coupabridge.runtime.run;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * How long somebody waits for a request of its own.
 *
 * @param forSlot the longest time for a slot
 * @param inVain whether to give up what was sent; looked at each second
 */
record Patience(Duration forSlot, BooleanSupplier inVain) {

    private static final Duration LONGEST_WAIT_FOR_A_SLOT = Duration.ofSeconds(30);

    /** A mapper's: it holds no worker, and its run gives up for it. */
    static final Patience OF_A_MAPPER = new Patience(LONGEST_WAIT_FOR_A_SLOT, () -> false);
}
