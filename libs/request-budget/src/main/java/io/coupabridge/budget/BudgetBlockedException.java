package io.coupabridge.budget;

import java.time.Duration;

/** Coupa asked for silence, and it is not over yet; it is when {@link #retryIn()} has passed. */
public final class BudgetBlockedException extends BudgetException {

    public BudgetBlockedException(String hostKey, Duration retryIn) {
        super("Coupa at " + hostKey + " asked to wait; " + retryIn.toMillis() + " ms are left.", retryIn);
    }

    @Override
    public String reason() {
        return "BLOCKED";
    }
}
