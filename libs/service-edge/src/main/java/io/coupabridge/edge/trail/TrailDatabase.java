package io.coupabridge.edge.trail;

import java.sql.Connection;
import java.sql.SQLException;

/** The database with the trail's tables, and with a table {@code connection} of the tenants that the service knows. */
public interface TrailDatabase {

    /** Runs the work in the transaction that the thread is in, or in one of its own. */
    <T> T inTransaction(Work<T> work);

    /** What is done on a connection, which is left open. */
    interface Work<T> {
        T on(Connection connection) throws SQLException;
    }
}
