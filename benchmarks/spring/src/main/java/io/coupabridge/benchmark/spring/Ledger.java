package io.coupabridge.benchmark.spring;

import io.coupabridge.benchmark.spring.Lanes.LanePage;
import io.coupabridge.benchmark.spring.Lanes.Range;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.springframework.context.annotation.Profile;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.PreparedStatementCreator;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What is known of the tenant's records and how far they are read, in PostgreSQL. Not thread-safe.
 *
 * <p>Pages that are published together, a batch, are stored by one statement, so in one transaction and one round trip:
 * hashes of their new and changed records, where their lanes stand behind them, and that they are pending. These records and
 * lanes carry the batch's number, and the lanes keep where they stood before. That is enough to undo the batch when it turns
 * out not to be published: its lanes go back to there, its records get an empty hash and the version before, both get the
 * number before, and nothing is pending; so the pages are read again and exactly these records are found to be changed
 * again. That way each hash is written once, and no second time when the batch is confirmed; the batch after it confirms it.
 *
 * <p>All writes are bound to the owner, which each start counts up, so that a paused process writes nothing when it wakes.
 */
@Component
@Profile("exact")
final class Ledger {

    private static final List<String> TABLES = List.of("""
            create table if not exists peer_record (
                tenant text, id bigint, hash bytea not null, version bigint not null, batch bigint not null,
                primary key (tenant, id))""", """
            create table if not exists peer_checkpoint (
                tenant text, lane int, before bigint not null, reached bigint not null, up_to bigint not null,
                batch bigint not null, primary key (tenant, lane))""", """
            create table if not exists peer_stream (
                tenant text primary key, owner bigint not null, batch bigint not null, pending boolean not null)""");

    /** The owner's row is locked before anything else happens, so a successor's claim comes before all of it or after. */
    private static final String STORE = """
            with owned as (
                select tenant, batch + 1 as number from peer_stream where tenant = ? and owner = ? for update),
            changed as (
                insert into peer_record as known (tenant, id, hash, version, batch)
                select owned.tenant, found.id, found.hash, 1, owned.number
                from owned, unnest(?, ?) as found (id, hash)
                on conflict (tenant, id) do update
                set hash = excluded.hash, version = known.version + 1, batch = excluded.batch
                where known.hash <> excluded.hash
                returning id, version),
            moved as (
                update peer_checkpoint as lane
                set before = lane.reached, reached = read.reached,
                    batch = case when exists (select from changed) then owned.number else lane.batch end
                from owned, unnest(?, ?) as read (lane, reached)
                where lane.tenant = owned.tenant and lane.lane = read.lane),
            counted as (
                update peer_stream as stream
                set batch = case when exists (select from changed) then owned.number else stream.batch end,
                    pending = exists (select from changed)
                from owned
                where stream.tenant = owned.tenant)
            select changed.id, changed.version from owned left join changed on true""";

    private final JdbcTemplate jdbc;
    private final TransactionTemplate transaction;
    private final String tenant;
    private final long owner;
    private long batch;

    /** Claims the tenant. */
    Ledger(DataSource dataSource, PeerSettings settings) {
        this.jdbc = new JdbcTemplate(dataSource);
        this.transaction = new TransactionTemplate(new JdbcTransactionManager(dataSource));
        this.tenant = settings.tenant();
        TABLES.forEach(jdbc::execute);
        Map<String, Object> claimed = jdbc.queryForMap("""
                insert into peer_stream (tenant, owner, batch, pending) values (?, 1, 0, false)
                on conflict (tenant) do update set owner = peer_stream.owner + 1
                returning owner, batch, pending""", tenant);
        if (Boolean.TRUE.equals(claimed.get("pending"))) {
            throw new IllegalStateException("The tenant's last run broke off; a benchmark starts from a whole one.");
        }
        this.owner = (Long) claimed.get("owner");
        this.batch = (Long) claimed.get("batch");
    }

    /** The number of the last batch that had something to publish. */
    long batch() {
        return batch;
    }

    /** Starts a new reading of everything. */
    void plan(List<Range> ranges) {
        transaction.executeWithoutResult(status -> {
            owned(jdbc.update("update peer_stream set owner = owner where tenant = ? and owner = ?", tenant, owner)
                    == 1);
            jdbc.update("delete from peer_checkpoint where tenant = ?", tenant);
            jdbc.batchUpdate(
                    "insert into peer_checkpoint (tenant, lane, before, reached, up_to, batch) values (?, ?, ?, ?, ?, ?)",
                    ranges.stream()
                            .map(range -> new Object[] {
                                tenant, range.lane(), range.after(), range.after(), range.upTo(), batch
                            })
                            .toList());
        });
    }

    /**
     * Stores pages as one batch, and confirms the one before it.
     *
     * @param pages those of a lane in the order in which they were read; no id is in two of them, since the lanes do not
     *     overlap and each only goes forward
     * @return their records that are new or changed, in their versions; when there are any, the batch has the next number
     *     and is pending
     */
    List<Entry> store(List<LanePage<Entry>> pages) {
        List<Entry> entries =
                pages.stream().flatMap(page -> page.records().stream()).toList();
        Map<Integer, Long> reached = new HashMap<>();
        pages.forEach(page -> reached.put(page.lane(), page.reached()));
        Map<Long, Long> versions = jdbc.query(statement(entries, reached), Ledger::versions);
        if (!versions.isEmpty()) {
            batch++;
        }
        return entries.stream()
                .filter(entry -> versions.containsKey(entry.id()))
                .map(entry -> entry.inVersion(versions.get(entry.id())))
                .toList();
    }

    private PreparedStatementCreator statement(List<Entry> entries, Map<Integer, Long> reached) {
        Long[] ids = entries.stream().map(Entry::id).toArray(Long[]::new);
        byte[][] hashes = entries.stream().map(Entry::contentHash).toArray(byte[][]::new);
        Integer[] lanes = reached.keySet().toArray(Integer[]::new);
        Long[] ends = reached.values().toArray(Long[]::new);
        return connection -> {
            PreparedStatement statement = connection.prepareStatement(STORE);
            statement.setString(1, tenant);
            statement.setLong(2, owner);
            statement.setArray(3, connection.createArrayOf("bigint", ids));
            statement.setArray(4, connection.createArrayOf("bytea", hashes));
            statement.setArray(5, connection.createArrayOf("int", lanes));
            statement.setArray(6, connection.createArrayOf("bigint", ends));
            return statement;
        };
    }

    /** By id, of what changed. An owner's batch without changes has one row all the same, an empty one. */
    private static Map<Long, Long> versions(ResultSet rows) throws SQLException {
        Map<Long, Long> versions = new HashMap<>();
        int count = 0;
        while (rows.next()) {
            count++;
            long id = rows.getLong(1);
            if (!rows.wasNull()) {
                versions.put(id, rows.getLong(2));
            }
        }
        owned(count > 0);
        return versions;
    }

    /** Confirms the last batch. */
    void settle() {
        owned(jdbc.update("update peer_stream set pending = false where tenant = ? and owner = ?", tenant, owner) == 1);
    }

    private static void owned(boolean owned) {
        if (!owned) {
            throw new IllegalStateException("The tenant has another owner by now.");
        }
    }
}
