package io.coupabridge.benchmark.camel;

import java.sql.Array;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntFunction;

/**
 * What was published of a tenant and how far each lane is, in PostgreSQL.
 *
 * <p>Pages that are published together, a batch, are stored by one statement, so in one transaction and one round trip,
 * before they are published. Only a batch that brings something new or changed takes a number; its records and its lanes
 * carry that number, and its lanes keep where they stood before. So one that turns out not to be published can be taken
 * back: {@link #settle}. Each record's version counts what was published of it.
 *
 * <p>The session's lock keeps a second process of the tenant out; it ends with the connection over which everything is
 * written, so that who lost it cannot write either. Not thread-safe.
 */
final class Ledger {

    private static final String TABLES = """
            create table if not exists peer_record (
              tenant text, id bigint, hash bytea not null, version bigint not null, batch bigint not null,
              primary key (tenant, id));
            create table if not exists peer_lane (
              tenant text, lane int, up_to bigint not null, before bigint not null, reached bigint not null,
              ended boolean not null, batch bigint not null, primary key (tenant, lane))""";

    private static final String STORE = """
            with changed as (
              insert into peer_record as known (tenant, id, hash, version, batch)
              select ?, found.id, found.hash, 1, ? from unnest(?::bigint[], ?::bytea[]) as found (id, hash)
              on conflict (tenant, id) do update
                set hash = excluded.hash, version = known.version + 1, batch = excluded.batch
              where known.hash <> excluded.hash
              returning id, version),
            moved as (
              update peer_lane set before = peer_lane.reached, reached = read.reached, ended = read.ended,
                batch = case when exists (select from changed) then ? else batch end
              from unnest(?::int[], ?::bigint[], ?::boolean[]) as read (lane, reached, ended)
              where tenant = ? and peer_lane.lane = read.lane)
            select id, version from changed""";

    private static final String TAKE_BACK = """
            with pending as (
              update peer_lane set reached = before, ended = false, batch = ? where tenant = ? and batch > ?
              returning lane)
            update peer_record set hash = '', version = version - 1, batch = ?
            where tenant = ? and batch > ? and exists (select from pending)""";

    private final String tenant;
    private final Connection connection;
    private final PreparedStatement store;
    private long batch;

    private Ledger(String tenant, Connection connection) throws SQLException {
        this.tenant = tenant;
        this.connection = connection;
        this.store = connection.prepareStatement(STORE);
    }

    /** Connects, makes the tables that are missing and locks the tenant. */
    static Ledger open(Settings settings) throws SQLException {
        Connection connection =
                DriverManager.getConnection(settings.jdbcUrl(), settings.jdbcUser(), settings.jdbcPassword());
        try (Statement statement = connection.createStatement()) {
            statement.execute(TABLES);
        }
        Ledger ledger = new Ledger(settings.tenant(), connection);
        ledger.lock();
        return ledger;
    }

    private void lock() throws SQLException {
        try (PreparedStatement lock =
                connection.prepareStatement("select pg_try_advisory_lock(hashtextextended(?, 0))")) {
            lock.setString(1, tenant);
            try (ResultSet answer = lock.executeQuery()) {
                if (!answer.next() || !answer.getBoolean(1)) {
                    throw new IllegalStateException("Another process reads this tenant.");
                }
            }
        }
    }

    /**
     * Takes back a batch that was stored and not published, which can only be the last one: its records count as changed
     * again, whatever they were, in the version that they had, and its lanes stand before it. A run could go on from there
     * in the lanes that have not ended; the benchmark starts each run anew, and what was published is not published again.
     *
     * @param published the number of the last batch that was published, as Kafka knows it
     */
    void settle(long published) throws SQLException {
        long stored = lastBatch();
        if (stored != published && stored != published + 1) {
            throw new IllegalStateException(
                    "The ledger is at batch " + stored + " of the tenant, but Kafka at " + published + ".");
        }
        batch = published;
        try (PreparedStatement takeBack = connection.prepareStatement(TAKE_BACK)) {
            takeBack.setLong(1, published);
            takeBack.setString(2, tenant);
            takeBack.setLong(3, published);
            takeBack.setLong(4, published);
            takeBack.setString(5, tenant);
            takeBack.setLong(6, published);
            takeBack.executeUpdate();
        }
    }

    private long lastBatch() throws SQLException {
        try (PreparedStatement last =
                connection.prepareStatement("select coalesce(max(batch), 0) from peer_lane where tenant = ?")) {
            last.setString(1, tenant);
            try (ResultSet answer = last.executeQuery()) {
                answer.next();
                return answer.getLong(1);
            }
        }
    }

    /** Replaces the lanes of the last run. */
    void begin(List<Lane> lanes) throws SQLException {
        connection.setAutoCommit(false);
        try (PreparedStatement clear = connection.prepareStatement("delete from peer_lane where tenant = ?");
                PreparedStatement add =
                        connection.prepareStatement("insert into peer_lane values (?, ?, ?, ?, ?, false, ?)")) {
            clear.setString(1, tenant);
            clear.executeUpdate();
            for (Lane lane : lanes) {
                add.setString(1, tenant);
                add.setInt(2, lane.number());
                add.setLong(3, lane.upTo());
                add.setLong(4, lane.after());
                add.setLong(5, lane.after());
                add.setLong(6, batch);
                add.addBatch();
            }
            add.executeBatch();
            connection.commit();
        }
        connection.setAutoCommit(true);
    }

    /**
     * Stores pages as one pending batch. Gives what of them has to be published, each in its version; unless that is
     * nothing, {@link #batch} is its number.
     *
     * @param pages those of a lane in the order in which they were read; no id is in two of them, since the lanes do not
     *     overlap and each only goes forward
     */
    List<Found> store(List<Page> pages) throws SQLException {
        List<Found> records =
                pages.stream().flatMap(page -> page.records().stream()).toList();
        Map<Integer, Page> last = new HashMap<>();
        pages.forEach(page -> last.put(page.lane(), page));
        List<Page> reached = List.copyOf(last.values());
        store.setString(1, tenant);
        store.setLong(2, batch + 1);
        store.setArray(3, array("bigint", records, Found::id, Long[]::new));
        store.setArray(4, array("bytea", records, Found::contentHash, byte[][]::new));
        store.setLong(5, batch + 1);
        store.setArray(6, array("int", reached, Page::lane, Integer[]::new));
        store.setArray(7, array("bigint", reached, Page::reached, Long[]::new));
        store.setArray(8, array("boolean", reached, Page::ended, Boolean[]::new));
        store.setString(9, tenant);
        Map<Long, Long> changed = new HashMap<>();
        try (ResultSet rows = store.executeQuery()) {
            while (rows.next()) {
                changed.put(rows.getLong(1), rows.getLong(2));
            }
        }
        if (!changed.isEmpty()) {
            batch++;
        }
        return records.stream()
                .filter(found -> changed.containsKey(found.id()))
                .map(found -> found.in(changed.get(found.id())))
                .toList();
    }

    private <T, E> Array array(String type, List<T> of, Function<T, E> element, IntFunction<E[]> empty)
            throws SQLException {
        return connection.createArrayOf(type, of.stream().map(element).toArray(empty));
    }

    long batch() {
        return batch;
    }
}
