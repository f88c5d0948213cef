package io.coupabridge.edge.trail;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** The trail's rows, on a connection that is given. */
final class TrailStore {

    private static final TypeReference<TreeMap<String, String>> CODES = new TypeReference<>() {};

    private static final String ENTRIES = """
            select e.*, o.salt, o.subject, o.client, o.address
            from trail_entry e left join trail_origin o on o.tenant = e.tenant and o.position = e.position
            """;

    private TrailStore() {}

    /** Keeps others from appending to the tenant's trail until the transaction ends. */
    static void lock(Connection connection, String tenant) throws SQLException {
        try (PreparedStatement lock =
                connection.prepareStatement("select pg_advisory_xact_lock(hashtextextended('trail/' || ?, 0))")) {
            lock.setString(1, tenant);
            lock.execute();
        }
    }

    static Optional<Anchor> head(Connection connection, String tenant) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "select position, hash from trail_entry where tenant = ? order by position desc limit 1")) {
            select.setString(1, tenant);
            try (ResultSet row = select.executeQuery()) {
                return row.next()
                        ? Optional.of(new Anchor(tenant, row.getLong("position"), row.getString("hash")))
                        : Optional.empty();
            }
        }
    }

    static void insert(Connection connection, TrailEntry entry) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                insert into trail_entry (tenant, position, at, actor, roles, action, result, detail, times, origin_hash,
                                         previous, hash)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)) {
            int at = bind(
                    insert,
                    1,
                    entry.tenant(),
                    entry.position(),
                    entry.at().atOffset(ZoneOffset.UTC),
                    entry.actor().name(),
                    entry.roles(),
                    entry.action(),
                    entry.result().name(),
                    NdJson.text(entry.detail()));
            bind(insert, at, entry.times(), entry.originHash(), entry.previous(), entry.hash());
            insert.executeUpdate();
        }
        if (entry.origin() != null) {
            insertOrigin(connection, entry);
        }
    }

    private static void insertOrigin(Connection connection, TrailEntry entry) throws SQLException {
        Origin origin = entry.origin();
        try (PreparedStatement insert = connection.prepareStatement(
                "insert into trail_origin (tenant, position, salt, subject, client, address) values (?, ?, ?, ?, ?, ?)")) {
            bind(
                    insert,
                    1,
                    entry.tenant(),
                    entry.position(),
                    origin.salt(),
                    origin.subject(),
                    origin.client(),
                    origin.address());
            insert.executeUpdate();
        }
    }

    /** @return of how many entries it is not known any more who acted */
    static int forgetOrigins(Connection connection, String tenant, long below) throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement("delete from trail_origin where tenant = ? and position < ?")) {
            bind(delete, 1, tenant, below);
            return delete.executeUpdate();
        }
    }

    static List<TrailEntry> newest(Connection connection, String tenant, long before, int limit) throws SQLException {
        return entries(
                connection,
                ENTRIES + "where e.tenant = ? and e.position < ? order by e.position desc limit ?",
                tenant,
                before,
                limit);
    }

    /** Those behind a position, in order, no further than another. */
    static List<TrailEntry> behind(Connection connection, String tenant, long position, long last, int limit)
            throws SQLException {
        return entries(
                connection,
                ENTRIES + "where e.tenant = ? and e.position > ? and e.position <= ? order by e.position limit ?",
                tenant,
                position,
                last,
                limit);
    }

    /** The last entry before that time; 0 when there is none. The clock may have been set back: the chain's order counts. */
    static long lastBefore(Connection connection, String tenant, Instant time) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "select coalesce(max(position), 0) from trail_entry where tenant = ? and at < ?")) {
            bind(select, 1, tenant, time.atOffset(ZoneOffset.UTC));
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    /** Whether there is such an entry from that time on, among the newest thousand: more than a tenant has in an hour. */
    static boolean hasSince(Connection connection, String tenant, String action, Instant time) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("select 1 from (select action, at from trail_entry"
                + " where tenant = ? order by position desc limit 1000) newest where action = ? and at >= ? limit 1")) {
            bind(select, 1, tenant, action, time.atOffset(ZoneOffset.UTC));
            try (ResultSet row = select.executeQuery()) {
                return row.next();
            }
        }
    }

    /** The first tenant behind the one named. */
    static Optional<String> next(Connection connection, String after) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "select tenant from trail_entry where tenant > ? order by tenant limit 1")) {
            bind(select, 1, after);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
            }
        }
    }

    /** Whether the service has ever heard of the tenant. */
    static boolean knows(Connection connection, String tenant) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("select 1 from connection where tenant = ?")) {
            select.setString(1, tenant);
            try (ResultSet row = select.executeQuery()) {
                return row.next();
            }
        }
    }

    private static List<TrailEntry> entries(Connection connection, String sql, Object... values) throws SQLException {
        List<TrailEntry> entries = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            bind(select, 1, values);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    entries.add(entry(rows));
                }
            }
        }
        return entries;
    }

    private static TrailEntry entry(ResultSet row) throws SQLException {
        String salt = row.getString("salt");
        try {
            return new TrailEntry(
                    row.getString("tenant"),
                    row.getLong("position"),
                    row.getObject("at", OffsetDateTime.class).toInstant(),
                    Who.Actor.valueOf(row.getString("actor")),
                    row.getString("roles"),
                    row.getString("action"),
                    TrailEntry.Result.valueOf(row.getString("result")),
                    NdJson.read(row.getString("detail"), CODES),
                    row.getInt("times"),
                    row.getString("origin_hash"),
                    salt == null
                            ? null
                            : new Origin(
                                    salt, row.getString("subject"), row.getString("client"), row.getString("address")),
                    row.getString("previous"),
                    row.getString("hash"));
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw new SQLException("Entry " + row.getLong("position") + " of the trail cannot be read.", e);
        }
    }

    private static int bind(PreparedStatement statement, int from, Object... values) throws SQLException {
        int at = from;
        for (Object value : values) {
            statement.setObject(at++, value);
        }
        return at;
    }
}
