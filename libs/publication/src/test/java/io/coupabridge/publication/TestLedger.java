package io.coupabridge.publication;

import io.coupabridge.testing.TestPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** A ledger of words: each publication says one, which stands in a table once it is confirmed. */
class TestLedger implements StreamDatabase, StreamLedger {

    private final String url;
    private final ThreadLocal<Connection> transaction = new ThreadLocal<>();

    /** What has come about otherwise, in order. */
    final List<String> incidents = new ArrayList<>();

    record Word(String text) implements Consequence {}

    TestLedger(String url) {
        this.url = url;
    }

    static TestLedger fresh() {
        TestLedger ledger = new TestLedger(TestPostgres.shared().freshDatabase());
        ledger.change("""
                create table stream (
                    tenant           text    not null,
                    name             text    not null,
                    owner            bigint  not null default 0,
                    page             bigint  not null default 0,
                    offset_committed boolean not null default false,
                    pending_page     text,
                    producer         text,
                    halted           text,
                    halted_at        timestamptz,
                    primary key (tenant, name)
                )""");
        ledger.change("create table word (tenant text not null, name text not null, text text not null)");
        return ledger;
    }

    String url() {
        return url;
    }

    @Override
    public <T> T inTransaction(Callable<T> work) {
        if (transaction.get() != null) {
            return call(work);
        }
        try (Connection connection = connection()) {
            connection.setAutoCommit(false);
            transaction.set(connection);
            // a connection that is closed without a commit is rolled back
            T result = call(work);
            connection.commit();
            return result;
        } catch (SQLException e) {
            throw new IllegalArgumentException(e);
        } finally {
            transaction.remove();
        }
    }

    @Override
    public <T> T with(Work<T> work) {
        try {
            if (transaction.get() != null) {
                return work.on(transaction.get());
            }
            try (Connection connection = connection()) {
                return work.on(connection);
            }
        } catch (SQLException e) {
            throw new IllegalArgumentException(e);
        }
    }

    void change(String sql, Object... values) {
        with(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                for (int i = 0; i < values.length; i++) {
                    statement.setObject(i + 1, values[i]);
                }
                return statement.executeUpdate();
            }
        });
    }

    /** The first column of what the query finds. */
    List<String> query(String sql, Object... values) {
        return with(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                for (int i = 0; i < values.length; i++) {
                    statement.setObject(i + 1, values[i]);
                }
                List<String> found = new ArrayList<>();
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        found.add(rows.getString(1));
                    }
                }
                return found;
            }
        });
    }

    List<String> confirmed(StreamId stream) {
        return query("select text from word where tenant = ? and name = ?", stream.tenant(), stream.name());
    }

    @Override
    public Consequence read(String text) {
        if (text.equals("damaged")) {
            throw new IllegalStateException("It is damaged.");
        }
        return new Word(text);
    }

    @Override
    public void found(StreamId stream, String note) {
        incidents.add("found " + note);
    }

    @Override
    public void confirm(StreamId stream, Consequence consequence) {
        change("insert into word values (?, ?, ?)", stream.tenant(), stream.name(), consequence.text());
    }

    @Override
    public void discard(StreamId stream, Consequence consequence) {
        incidents.add("discarded " + consequence.text());
    }

    @Override
    public void doubt(StreamId stream, Consequence consequence) {
        incidents.add("doubted " + consequence.text());
    }

    @Override
    public void catchUp(StreamId stream, long number) {
        incidents.add("caught up " + number);
    }

    @Override
    public void claimed(StreamId stream) {
        // nothing of this ledger's
    }

    @Override
    public void halted(StreamId stream) {
        incidents.add("halted");
    }

    private Connection connection() throws SQLException {
        return DriverManager.getConnection(url, TestPostgres.USER, TestPostgres.PASSWORD);
    }

    private static <T> T call(Callable<T> work) {
        try {
            return work.call();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalArgumentException(e);
        }
    }
}
