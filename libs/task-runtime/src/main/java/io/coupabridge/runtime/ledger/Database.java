package io.coupabridge.runtime.ledger;

import io.coupabridge.publication.StreamDatabase;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import javax.sql.DataSource;

/**
 * The ledger's database. Within {@link #inTransaction} every statement of the thread is part of one transaction; outside
 * each is one of its own. Errors come as {@link LedgerException}. Plain JDBC: there is one database, and a transaction
 * manager would be a good part of what a page costs.
 */
@ApplicationScoped
public class Database implements StreamDatabase {

    private final DataSource dataSource;

    /** Of the transaction that the thread is in. */
    private final ThreadLocal<Connection> transaction = new ThreadLocal<>();

    Database(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /**
     * Runs the work in a transaction of its own, or in the one that the thread is in; any exception rolls it back, so whoever
     * is within another one's transaction must let it pass.
     */
    @Override
    public <T> T inTransaction(Callable<T> work) {
        return transaction.get() != null ? call(work) : with(connection -> inTransaction(connection, work));
    }

    public void inTransaction(Runnable work) {
        inTransaction(() -> {
            work.run();
            return null;
        });
    }

    private <T> T inTransaction(Connection connection, Callable<T> work) throws SQLException {
        connection.setAutoCommit(false);
        transaction.set(connection);
        try {
            T result = call(work);
            connection.commit();
            connection.setAutoCommit(true);
            return result;
        } catch (Throwable e) {
            undo(connection, e);
            throw e;
        } finally {
            transaction.remove();
        }
    }

    /** A connection that cannot is cut off: the pool would commit its work when it takes it back. */
    private static void undo(Connection connection, Throwable reason) {
        try {
            connection.rollback();
            connection.setAutoCommit(true);
        } catch (SQLException e) {
            reason.addSuppressed(e);
            cutOff(connection, reason);
        }
    }

    private static void cutOff(Connection connection, Throwable reason) {
        try {
            connection.abort(Runnable::run);
        } catch (SQLException e) {
            reason.addSuppressed(e);
        }
    }

    private static <T> T call(Callable<T> work) {
        try {
            return work.call();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new LedgerException(e);
        }
    }

    @Override
    public <T> T with(Work<T> work) {
        Connection current = transaction.get();
        try {
            if (current != null) {
                return work.on(current);
            }
            try (Connection connection = dataSource.getConnection()) {
                return work.on(connection);
            }
        } catch (SQLException e) {
            throw new LedgerException(e);
        }
    }

    /** How many rows the statement changed. */
    public int update(String sql, Object... values) {
        return with(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                bind(connection, statement, values);
                return statement.executeUpdate();
            }
        });
    }

    public <T> List<T> query(String sql, RowMapper<T> mapper, Object... values) {
        return with(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                bind(connection, statement, values);
                try (ResultSet rows = statement.executeQuery()) {
                    List<T> result = new ArrayList<>();
                    while (rows.next()) {
                        result.add(mapper.map(rows));
                    }
                    return result;
                }
            }
        });
    }

    public <T> Optional<T> one(String sql, RowMapper<T> mapper, Object... values) {
        return query(sql, mapper, values).stream().findFirst();
    }

    /** Maps one row. */
    public interface RowMapper<T> {
        T map(ResultSet row) throws SQLException;
    }

    /** @return null for SQL's null */
    public static Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime value = row.getObject(column, OffsetDateTime.class);
        return value == null ? null : value.toInstant();
    }

    /** As a number of days since 1970-01-01; null for null. Arrays of dates go as texts. */
    static Integer day(LocalDate day) {
        return day == null ? null : Math.toIntExact(day.toEpochDay());
    }

    /** PostgreSQL takes no NUL in a text, and Coupa's free texts may hold one. */
    private static String storable(String text) {
        return text.indexOf('\0') < 0 ? text : text.replace("\0", "");
    }

    private static void bind(Connection connection, PreparedStatement statement, Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            Object value = values[i];
            if (value instanceof Instant instant) {
                statement.setObject(i + 1, instant.atOffset(ZoneOffset.UTC));
            } else if (value instanceof Long[] numbers) {
                statement.setArray(i + 1, connection.createArrayOf("bigint", numbers));
            } else if (value instanceof String text) {
                statement.setString(i + 1, storable(text));
            } else if (value instanceof String[] texts) {
                String[] storable = Arrays.stream(texts).map(Database::storable).toArray(String[]::new);
                statement.setArray(i + 1, connection.createArrayOf("text", storable));
            } else if (value instanceof byte[][] blobs) {
                statement.setArray(i + 1, connection.createArrayOf("bytea", blobs));
            } else if (value instanceof Boolean[] flags) {
                statement.setArray(i + 1, connection.createArrayOf("boolean", flags));
            } else if (value instanceof Integer[] numbers) {
                statement.setArray(i + 1, connection.createArrayOf("integer", numbers));
            } else {
                statement.setObject(i + 1, value);
            }
        }
    }
}
