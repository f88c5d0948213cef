package io.coupabridge.console.database;

import java.sql.SQLException;

/** The console's database failed. */
public final class ConsoleDataException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final boolean permanent;

    ConsoleDataException(SQLException cause) {
        super(cause.getMessage(), cause);
        String state = cause.getSQLState();
        // classes of values that no column takes
        this.permanent = state != null && (state.startsWith("22") || state.startsWith("23"));
    }

    /** Whether the same statement with the same values would fail again. */
    public boolean permanent() {
        return permanent;
    }
}
