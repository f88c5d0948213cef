package io.coupabridge.runtime.ledger;

import java.sql.SQLException;

/** The ledger's database failed. What was going on is undone, and done again later unless that cannot help. */
public final class LedgerException extends RuntimeException {

    private final boolean permanent;

    LedgerException(Exception cause) {
        super("The ledger database failed: " + cause.getMessage(), cause);
        this.permanent = cause instanceof SQLException sql && refused(sql.getSQLState());
    }

    /** Whether the database refuses the data for what they are: trying again would fail the same way. */
    public boolean permanent() {
        return permanent;
    }

    /** Class 22, data exception. A violated constraint may as well be the fault of a migration that lacks. */
    private static boolean refused(String state) {
        return state != null && state.startsWith("22");
    }
}
