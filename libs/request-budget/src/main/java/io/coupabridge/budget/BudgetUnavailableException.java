package io.coupabridge.budget;

/** The budget's database does not answer, or not fast enough; without it nothing may be sent. */
public final class BudgetUnavailableException extends BudgetException {

    BudgetUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
