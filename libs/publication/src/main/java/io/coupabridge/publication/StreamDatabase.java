package io.coupabridge.publication;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.Callable;

/** The database of a ledger, with the table {@code stream}. */
public interface StreamDatabase {

    /** Runs the work in a transaction, or in the one that the thread is in; any exception rolls it back. */
    <T> T inTransaction(Callable<T> work);

    /** Works on the connection of the thread's transaction; without one, each statement is a transaction of its own. */
    <T> T with(Work<T> work);

    /** What is done on a connection. */
    interface Work<T> {
        T on(Connection connection) throws SQLException;
    }
}
