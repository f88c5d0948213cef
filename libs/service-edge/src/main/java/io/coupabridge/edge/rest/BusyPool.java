package io.coupabridge.edge.rest;

import io.agroal.api.AgroalDataSource;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Optional;

/** Tells a pool whose connections are all in use from a database that does not answer. Thread-safe. */
@Singleton
public class BusyPool {

    /** Agroal's time-out has no SQL state. */
    private static final String TIMED_OUT = "acquisition timeout";

    private final AgroalDataSource dataSource;

    public BusyPool(AgroalDataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** Whether something failed since it got no connection of the pool in time: then nothing of it was begun. */
    public boolean isReasonOf(Throwable failure) {
        Optional<SQLException> sql = SqlCauses.of(failure);
        boolean timedOut = sql.map(SQLException::getMessage)
                .filter(message -> message.toLowerCase(Locale.ROOT).contains(TIMED_OUT))
                .isPresent();
        int size = dataSource.getConfiguration().connectionPoolConfiguration().maxSize();
        // one or another may have come back by now
        return timedOut && dataSource.getMetrics().activeCount() >= size * 3 / 4;
    }
}
