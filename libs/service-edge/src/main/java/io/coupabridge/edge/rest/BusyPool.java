package io.coupabridge.edge.rest;

import io.agroal.api.AgroalPoolInterceptor;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Tells a pool whose connections are all in use from a database that does not answer: from the one, connections come back.
 * Thread-safe.
 */
@Singleton
public class BusyPool implements AgroalPoolInterceptor {

    /** Agroal's time-out has no SQL state. */
    private static final String TIMED_OUT = "acquisition timeout";

    private static final Duration LONG_AGO = Duration.ofDays(1);

    private final Duration patience;
    private volatile long cameBackNanos = System.nanoTime() - LONG_AGO.toNanos();

    /** @param patience how long the pool lets somebody wait for a connection */
    public BusyPool(@ConfigProperty(name = "quarkus.datasource.jdbc.acquisition-timeout") Duration patience) {
        this.patience = patience;
    }

    @Override
    public void onConnectionReturn(Connection connection) {
        try {
            // one on which the database did not answer was closed by the driver
            if (!connection.isClosed()) {
                cameBackNanos = System.nanoTime();
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether something failed since it got no connection in time: then nothing of it was begun. */
    public boolean timedOut(Throwable failure) {
        return SqlCauses.of(failure)
                .map(SQLException::getMessage)
                .filter(message -> message.toLowerCase(Locale.ROOT).contains(TIMED_OUT))
                .isPresent();
    }

    /** The same, and that others had connections during the wait. */
    public boolean isReasonOf(Throwable failure) {
        return timedOut(failure) && cameBackWithin(patience);
    }

    /** Whether somebody gave a connection back lately on which the database had answered. */
    public boolean cameBackWithin(Duration lately) {
        return System.nanoTime() - cameBackNanos <= lately.toNanos();
    }
}
