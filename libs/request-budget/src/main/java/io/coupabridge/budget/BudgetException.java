package io.coupabridge.budget;

import java.time.Duration;

/** Why no slot was handed out; one leaf per decision that a caller takes. */
public abstract sealed class BudgetException extends RuntimeException
        permits BudgetBusyException, BudgetBlockedException, BudgetUnavailableException {

    private final Duration retryIn;

    BudgetException(String message, Duration retryIn) {
        // thrown in the normal course of things, where a stack trace is only work
        super(message, null, false, false);
        this.retryIn = retryIn;
    }

    BudgetException(String message, Throwable cause, Duration retryIn) {
        super(message, cause);
        this.retryIn = retryIn;
    }

    /** The decision in one word, for a metric. */
    public abstract String reason();

    /** When asking again can help, from now; never negative. */
    public final Duration retryIn() {
        return retryIn;
    }
}
