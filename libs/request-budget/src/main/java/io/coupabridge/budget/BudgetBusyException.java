package io.coupabridge.budget;

import java.time.Duration;

/** All slots of the near future are taken, or this holder has its share of them already; not for long. */
public final class BudgetBusyException extends BudgetException {

    /** @param retryIn how long there is no slot to be had; also for whoever has missed those that it got */
    public BudgetBusyException(String hostKey, Duration retryIn) {
        super("The request budget of " + hostKey + " is taken for the next " + retryIn.toMillis() + " ms.", retryIn);
    }

    @Override
    public String reason() {
        return "BUSY";
    }
}
