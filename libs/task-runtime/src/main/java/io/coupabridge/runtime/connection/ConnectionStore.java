package io.coupabridge.runtime.connection;

import io.coupabridge.contracts.ConnectionEvent;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.contracts.TokenEvent;
import io.coupabridge.runtime.json.Json;
import io.coupabridge.runtime.ledger.Database;
import io.coupabridge.secrets.KeyId;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Connections and tokens as token-service told of them, tokens still encrypted. */
@ApplicationScoped
class ConnectionStore {

    private final Database database;

    ConnectionStore(Database database) {
        this.database = database;
    }

    Optional<ConnectionEvent> connection(TenantId tenant) {
        return database.one(
                "select event from connection where tenant = ?",
                row -> Json.read(row.getString(1), ConnectionEvent.class),
                tenant.value());
    }

    Optional<TokenEvent> token(TenantId tenant) {
        return database.one(
                "select event from token where tenant = ?",
                row -> Json.read(row.getString(1), TokenEvent.class),
                tenant.value());
    }

    /** The token before the newest; empty when there is none, or when that was revoked. */
    Optional<TokenEvent> previousToken(TenantId tenant) {
        return database.one(
                "select previous from token where tenant = ? and previous is not null",
                row -> Json.read(row.getString(1), TokenEvent.class),
                tenant.value());
    }

    /** @return false when a newer one is there already */
    boolean store(ConnectionEvent event) {
        return database.update("""
                        insert into connection (tenant, version, event, erasure_asked) values (?, ?, ?, ?)
                        on conflict (tenant) do update set version = excluded.version, event = excluded.event,
                            erasure_asked = greatest(connection.erasure_asked, excluded.erasure_asked)
                        where connection.version < excluded.version
                        """, event.tenantId().value(), event.version(), Json.text(event), erasedVersion(event))
                == 1;
    }

    /** Whether a version behind the event's is there. */
    boolean knowsNewer(ConnectionEvent event) {
        return database.one(
                        "select version from connection where tenant = ?",
                        row -> row.getLong(1),
                        event.tenantId().value())
                .filter(version -> version > event.version())
                .isPresent();
    }

    private static long erasedVersion(ConnectionEvent event) {
        return event.erasedVersion() == null ? 0 : event.erasedVersion();
    }

    /**
     * The one before is kept, unless this one says that there is none any more. A token of the same version replaces:
     * token-service gives one twice when its database was set back.
     */
    boolean store(TokenEvent event) {
        return database.update(
                        """
                        insert into token (tenant, version, event) values (?, ?, ?)
                        on conflict (tenant) do update set version = excluded.version, event = excluded.event,
                            previous = case when not ? then null
                                when token.version < excluded.version then token.event else token.previous end
                        where token.version <= excluded.version
                        """,
                        event.tenantId().value(),
                        event.tokenVersion(),
                        Json.text(event),
                        event.status() == TokenEvent.Status.ISSUED)
                == 1;
    }

    /** How many tokens that may still be used were sealed by one of these keys. */
    long tokensSealedBy(Set<Long> keys, Instant now) {
        String[] beginnings =
                keys.stream().map(KeyId::beginnings).flatMap(List::stream).toArray(String[]::new);
        // the one before is used while the newest rests
        return database.one("""
                        select count(*) from token, lateral (values (event::json),
                            (case when (event::json ->> 'usableFrom')::timestamptz > ? then previous::json end)) stored (token)
                        where left(stored.token ->> 'sealedToken', ?) = any (?)
                            and (stored.token ->> 'expiresAt')::timestamptz > ?
                        """, row -> row.getLong(1), now, KeyId.BEGINNING, beginnings, now)
                .orElseThrow();
    }

    /** From where each partition of the topic is to be read on. */
    Map<Integer, Long> nextOffsets(String topic) {
        Map<Integer, Long> offsets = new HashMap<>();
        database.query(
                        "select partition, next_offset from projection_offset where topic = ?",
                        row -> Map.entry(row.getInt(1), row.getLong(2)),
                        topic)
                .forEach(entry -> offsets.put(entry.getKey(), entry.getValue()));
        return offsets;
    }

    void storeNextOffset(String topic, int partition, long next) {
        database.update("""
                insert into projection_offset (topic, partition, next_offset) values (?, ?, ?)
                on conflict (topic, partition) do update
                set next_offset = greatest(projection_offset.next_offset, excluded.next_offset)
                """, topic, partition, next);
    }

    /** From where the partition is to be read on, kept from others until this transaction ends; 0 before the first. */
    long lockNextOffset(String topic, int partition) {
        return database.one(
                        "select next_offset from projection_offset where topic = ? and partition = ? for update",
                        row -> row.getLong(1),
                        topic,
                        partition)
                .orElse(0L);
    }

    /** Whether the tenant has a command without an outcome, or is to be erased. */
    boolean hasWork(TenantId tenant) {
        return !database.query("""
                        (select 1 from run where tenant = ? and finished_at is null limit 1)
                        union all
                        select 1 from connection c left join erasure e on e.tenant = c.tenant
                        where c.tenant = ? and c.erasure_asked > coalesce(e.done, 0)
                        """, row -> 1, tenant.value(), tenant.value()).isEmpty();
    }
}
