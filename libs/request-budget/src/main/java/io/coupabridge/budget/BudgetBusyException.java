package io.coupabridge.budget;

import java.time.Duration;

/** All slots of the near future are taken, or this holder has its share of them already; not for long. */
public final class BudgetBusyException extends BudgetException {

    BudgetBusyException(String hostKey, Duration retryIn) {
        super("The request budget of " + hostKey + " is taken for the next " + retryIn.toMillis() + " ms.", retryIn);
    }

    @Override
    public String reason() {
        return "BUSY";
    }
}
