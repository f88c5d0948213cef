package io.coupabridge.edge.health;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalConnectionFactoryConfigurationSupplier;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/**
 * Stores next to nothing in a database: a message in its write-ahead log, which no table and no right is needed for. The
 * commit waits for the disk and for the synchronous standbys, as each of the service's own does. It has a connection of its
 * own, so that nobody who uses up the service's makes it look down.
 */
final class WriteProbe implements AutoCloseable {

    private static final Duration CONNECT = Duration.ofSeconds(4);

    /** Then the server is asked to give up, so that no session is left that waits for a standby. */
    private static final int CANCEL_SECONDS = 2;

    /** Then the connection is given up: the server hangs, or is gone without a word. */
    private static final String GIVE_UP_SECONDS = "4";

    private final AgroalDataSource one;

    /** @param service connects to the same database in the same way */
    WriteProbe(AgroalDataSource service) {
        AgroalConnectionFactoryConfigurationSupplier connection = new AgroalConnectionFactoryConfigurationSupplier(
                        service.getConfiguration().connectionPoolConfiguration().connectionFactoryConfiguration())
                .jdbcProperty("socketTimeout", GIVE_UP_SECONDS);
        try {
            this.one = AgroalDataSource.from(new AgroalDataSourceConfigurationSupplier()
                    .connectionPoolConfiguration(pool ->
                            pool.maxSize(1).acquisitionTimeout(CONNECT).connectionFactoryConfiguration(connection)));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @return what is wrong, in words; empty when it was stored */
    String trouble() {
        String trouble = ask();
        if (!trouble.isEmpty()) {
            // the next one has a new connection: this one may be half dead, or keep what the database had set for it
            one.flush(AgroalDataSource.FlushMode.ALL);
        }
        return trouble;
    }

    private String ask() {
        try (Connection connection = one.getConnection();
                Statement statement = connection.createStatement()) {
            statement.setQueryTimeout(CANCEL_SECONDS);
            return trouble(statement);
        } catch (SQLException e) {
            return "does not answer (" + e.getClass().getSimpleName() + ")";
        }
    }

    private static String trouble(Statement statement) throws SQLException {
        try (ResultSet answer = statement.executeQuery(
                "select pg_is_in_recovery() or current_setting('transaction_read_only')::boolean")) {
            answer.next();
            if (answer.getBoolean(1)) {
                return "takes no writes: it is a standby, or read-only";
            }
        }
        statement.execute("select pg_logical_emit_message(true, 'coupa-bridge.readiness', '')");
        // a wait for a standby that is cancelled is a warning, since the commit stands on the primary
        return statement.getWarnings() == null ? "" : "does not get its standby's acknowledgement";
    }

    @Override
    public void close() {
        one.close();
    }
}
