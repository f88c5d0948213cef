package io.coupabridge.budget;

/** Why no slot was handed out; one leaf per decision that a caller takes. */
public abstract sealed class BudgetException extends RuntimeException
        permits BudgetBusyException, BudgetBlockedException, BudgetUnavailableException {

    BudgetException(String message) {
        // thrown in the normal course of things, where a stack trace is only work
        super(message, null, false, false);
    }

    BudgetException(String message, Throwable cause) {
        super(message, cause);
    }
}
