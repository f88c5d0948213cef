package io.coupabridge.budget;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;

/** The budget's database does not answer, not fast enough, or refuses; without it nothing may be sent. */
public final class BudgetUnavailableException extends BudgetException {

    private static final Duration IN_AN_OUTAGE = Duration.ofSeconds(10);

    /** A busy machine is soon less so. Longer than a worker is held by default (2 s), so that the wait is told. */
    private static final Duration WHEN_SLOW = Duration.ofSeconds(3);

    /** A right that the service's role lacks, and values that make no sense. */
    private static final Set<String> REFUSED = Set.of("42501", "22023");

    private BudgetUnavailableException(String message, Throwable cause, Duration retryIn) {
        super(message, cause, retryIn);
    }

    static BudgetUnavailableException noAnswer(SQLException cause) {
        boolean refused = REFUSED.contains(String.valueOf(cause.getSQLState()));
        return new BudgetUnavailableException(
                "The request budget's database " + (refused ? "refuses" : "does not answer") + " ("
                        + cause.getClass().getSimpleName() + ", SQL state " + cause.getSQLState() + ").",
                cause,
                IN_AN_OUTAGE);
    }

    public static BudgetUnavailableException tooSlow() {
        return new BudgetUnavailableException(
                "The request budget's database answers too slowly: its slots are over when they arrive.",
                null,
                WHEN_SLOW);
    }

    @Override
    public String reason() {
        return "UNAVAILABLE";
    }
}
