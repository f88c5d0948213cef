package io.coupabridge.budget;

import java.time.Duration;

/** All slots of the near future are taken, or this holder has its share of them already. */
public final class BudgetBusyException extends BudgetException {

    private final Duration retryIn;

    BudgetBusyException(String hostKey, Duration retryIn) {
        super("The request budget of " + hostKey + " is taken for the next " + retryIn.toMillis() + " ms.");
        this.retryIn = retryIn;
    }

    /** When asking again can help, from now; short, and never negative. */
    public Duration retryIn() {
        return retryIn;
    }
}
