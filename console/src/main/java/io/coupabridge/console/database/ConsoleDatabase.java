package io.coupabridge.console.database;

import io.agroal.api.AgroalDataSource;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.edge.trail.TrailDatabase;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * The console's database, by plain SQL. Within {@link #inTransaction} every statement of the thread is part of one
 * transaction, entries of the trail too; outside each is one of its own. Errors come as {@link ConsoleDataException}.
 * Thread-safe.
 */
@Singleton
public class ConsoleDatabase implements TrailDatabase {

    private final AgroalDataSource dataSource;

    ConsoleDatabase(AgroalDataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** Maps one row. */
    public interface RowMapper<T> {
        T map(ResultSet row) throws SQLException;
    }

    /** Runs the work in the transaction that the thread is in, or in one of its own; any exception rolls it back. */
    public <T> T inTransaction(Callable<T> work) {
        return QuarkusTransaction.joiningExisting().call(work);
    }

    @Override
    public <T> T inTransaction(Work<T> work) {
        return inTransaction(() -> with(work));
    }

    /** How many rows the statement changed. */
    public int update(String sql, Object... values) {
        return with(connection -> {
            try (PreparedStatement statement = bound(connection, sql, values)) {
                return statement.executeUpdate();
            }
        });
    }

    public <T> List<T> query(String sql, RowMapper<T> mapper, Object... values) {
        return with(connection -> {
            try (PreparedStatement statement = bound(connection, sql, values);
                    ResultSet rows = statement.executeQuery()) {
                List<T> result = new ArrayList<>();
                while (rows.next()) {
                    result.add(mapper.map(rows));
                }
                return result;
            }
        });
    }

    public <T> Optional<T> one(String sql, RowMapper<T> mapper, Object... values) {
        return query(sql, mapper, values).stream().findFirst();
    }

    /** @return null for SQL's null */
    public static Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime value = row.getObject(column, OffsetDateTime.class);
        return value == null ? null : value.toInstant();
    }

    private <T> T with(Work<T> work) {
        try (Connection connection = dataSource.getConnection()) {
            return work.on(connection);
        } catch (SQLException e) {
            throw new ConsoleDataException(e);
        }
    }

    /** Tenants as an array of the database. */
    public static String[] names(Collection<TenantId> tenants) {
        return tenants.stream().map(TenantId::value).toArray(String[]::new);
    }

    private static PreparedStatement bound(Connection connection, String sql, Object... values) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        try {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, storable(connection, values[i]));
            }
            return statement;
        } catch (SQLException | RuntimeException e) {
            statement.close();
            throw e;
        }
    }

    private static Object storable(Connection connection, Object value) throws SQLException {
        if (value instanceof Instant instant) {
            return instant.atOffset(ZoneOffset.UTC);
        }
        if (value instanceof String text) {
            // PostgreSQL takes no NUL in a text, and Coupa's free texts may hold one
            return text.replace("\0", "");
        }
        if (value instanceof String[] texts) {
            return connection.createArrayOf("text", texts);
        }
        return value instanceof Enum<?> constant ? constant.name() : value;
    }
}
