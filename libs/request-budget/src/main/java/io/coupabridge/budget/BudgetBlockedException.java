package io.coupabridge.budget;

import java.time.Duration;

/** Coupa asked for silence, and it is not over yet. */
public final class BudgetBlockedException extends BudgetException {

    private final Duration retryIn;

    BudgetBlockedException(String hostKey, Duration retryIn) {
        super("Coupa at " + hostKey + " asked to wait; " + retryIn.toMillis() + " ms are left.");
        this.retryIn = retryIn;
    }

    /** When the block ends, from now. */
    public Duration retryIn() {
        return retryIn;
    }
}
