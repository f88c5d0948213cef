package io.coupabridge.benchmark.spring;

import io.coupabridge.benchmark.spring.Lanes.LanePage;
import io.coupabridge.benchmark.spring.Lanes.Range;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.springframework.context.annotation.Profile;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What is known of the tenant's records and how far they are read, in PostgreSQL. Not thread-safe.
 *
 * <p>A page is one transaction: hashes of its new and changed records, where its lane stands behind it, and the page as the
 * pending one with its lane, its start and the ids that it changed. Those are enough to undo it when it turns out not to be
 * published: the lane goes back to the start, and the hashes of these ids to an empty one with the version before, so that
 * the page is read again and exactly these records are found to be changed again. That way each hash is written once, and
 * no second time when the page is confirmed; the page after it confirms it.
 *
 * <p>All writes are bound to the owner, which each start counts up, so that a paused process writes nothing when it wakes.
 */
@Component
@Profile("exact")
final class Ledger {

    private static final List<String> TABLES = List.of("""
            create table if not exists peer_record (
                tenant text, id bigint, hash bytea not null, version bigint not null, primary key (tenant, id))""", """
            create table if not exists peer_checkpoint (
                tenant text, lane int, reached bigint not null, up_to bigint not null, primary key (tenant, lane))""", """
            create table if not exists peer_stream (
                tenant text primary key, owner bigint not null, page bigint not null,
                pending_lane int, pending_after bigint, pending_ids bigint[])""");

    private final JdbcTemplate jdbc;
    private final TransactionTemplate transaction;
    private final String tenant;
    private final long owner;
    private long page;

    /** Claims the tenant. */
    Ledger(DataSource dataSource, PeerSettings settings) {
        this.jdbc = new JdbcTemplate(dataSource);
        this.transaction = new TransactionTemplate(new JdbcTransactionManager(dataSource));
        this.tenant = settings.tenant();
        TABLES.forEach(jdbc::execute);
        Map<String, Object> claimed = jdbc.queryForMap("""
                insert into peer_stream (tenant, owner, page) values (?, 1, 0)
                on conflict (tenant) do update set owner = peer_stream.owner + 1
                returning owner, page, pending_ids is not null as pending""", tenant);
        if (Boolean.TRUE.equals(claimed.get("pending"))) {
            throw new IllegalStateException("The tenant's last run broke off; a benchmark starts from a whole one.");
        }
        this.owner = (Long) claimed.get("owner");
        this.page = (Long) claimed.get("page");
    }

    /** The number of the last page that had something to publish. */
    long page() {
        return page;
    }

    /** Starts a new reading of everything. */
    void plan(List<Range> ranges) {
        transaction.executeWithoutResult(status -> {
            ownedRow(jdbc.update("update peer_stream set owner = owner where tenant = ? and owner = ?", tenant, owner));
            jdbc.update("delete from peer_checkpoint where tenant = ?", tenant);
            jdbc.batchUpdate(
                    "insert into peer_checkpoint (tenant, lane, reached, up_to) values (?, ?, ?, ?)",
                    ranges.stream()
                            .map(range -> new Object[] {tenant, range.lane(), range.after(), range.upTo()})
                            .toList());
        });
    }

    /**
     * Stores a page, and confirms the one before it.
     *
     * @return its records that are new or changed, in their versions; when there are any, the page has the next number and is
     *     pending
     */
    List<Entry> store(LanePage<Entry> lanePage) {
        List<Entry> changed = transaction.execute(status -> {
            List<Entry> differing = upsert(lanePage.records());
            ownedRow(differing.isEmpty() ? move(lanePage) : moveWithPending(lanePage, differing));
            return differing;
        });
        if (!changed.isEmpty()) {
            page++;
        }
        return changed;
    }

    /** Confirms the last page. */
    void settle() {
        ownedRow(jdbc.update("""
                update peer_stream set pending_lane = null, pending_after = null, pending_ids = null
                where tenant = ? and owner = ?""", tenant, owner));
    }

    private List<Entry> upsert(List<Entry> entries) {
        if (entries.isEmpty()) {
            return List.of();
        }
        Long[] ids = ids(entries);
        byte[][] hashes = entries.stream().map(Entry::contentHash).toArray(byte[][]::new);
        Map<Long, Long> versions = new HashMap<>();
        jdbc.query(
                connection -> {
                    var statement = connection.prepareStatement("""
                            insert into peer_record as known (tenant, id, hash, version)
                            select ?, id, hash, 1 from unnest(?, ?) as page (id, hash)
                            on conflict (tenant, id) do update set hash = excluded.hash, version = known.version + 1
                            where known.hash <> excluded.hash
                            returning id, version""");
                    statement.setString(1, tenant);
                    statement.setArray(2, connection.createArrayOf("bigint", ids));
                    statement.setArray(3, connection.createArrayOf("bytea", hashes));
                    return statement;
                },
                row -> {
                    versions.put(row.getLong(1), row.getLong(2));
                });
        return entries.stream()
                .filter(entry -> versions.containsKey(entry.id()))
                .map(entry -> entry.inVersion(versions.get(entry.id())))
                .toList();
    }

    private int moveWithPending(LanePage<Entry> lanePage, List<Entry> changed) {
        return jdbc.update(connection -> {
            var statement = connection.prepareStatement("""
                    with moved as (update peer_checkpoint set reached = ? where tenant = ? and lane = ?)
                    update peer_stream set page = ?, pending_lane = ?, pending_after = ?, pending_ids = ?
                    where tenant = ? and owner = ?""");
            statement.setLong(1, lanePage.reached());
            statement.setString(2, tenant);
            statement.setInt(3, lanePage.lane());
            statement.setLong(4, page + 1);
            statement.setInt(5, lanePage.lane());
            statement.setLong(6, lanePage.after());
            statement.setArray(7, connection.createArrayOf("bigint", ids(changed)));
            statement.setString(8, tenant);
            statement.setLong(9, owner);
            return statement;
        });
    }

    /** A page without changes publishes nothing, so there is nothing to be in doubt about. */
    private int move(LanePage<Entry> lanePage) {
        return jdbc.update("""
                with moved as (update peer_checkpoint set reached = ? where tenant = ? and lane = ?)
                update peer_stream set pending_lane = null, pending_after = null, pending_ids = null
                where tenant = ? and owner = ?""", lanePage.reached(), tenant, lanePage.lane(), tenant, owner);
    }

    private static Long[] ids(List<Entry> entries) {
        return entries.stream().map(Entry::id).toArray(Long[]::new);
    }

    private static void ownedRow(int rows) {
        if (rows != 1) {
            throw new IllegalStateException("The tenant has another owner by now.");
        }
    }
}
