package io.coupabridge.runtime.ledger;

import io.coupabridge.contracts.TenantId;
import io.coupabridge.edge.trail.Detail;
import io.coupabridge.edge.trail.Trail;
import io.coupabridge.edge.trail.Who;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.OptionalLong;

/** What the ledger has of a tenant that is to be erased, and how far that is. */
@ApplicationScoped
public class ErasureStore {

    private final Database database;
    private final Trail trail;

    ErasureStore(Database database, Trail trail) {
        this.database = database;
        this.trail = trail;
    }

    /** The version up to which the tenant is to be erased and is not; empty when there is none. */
    public OptionalLong due(TenantId tenant) {
        return database.query("""
                        select c.erasure_asked from connection c left join erasure e on e.tenant = c.tenant
                        where c.tenant = ? and c.erasure_asked > coalesce(e.done, 0)
                        """, row -> row.getLong(1), tenant.value()).stream()
                .mapToLong(Long::longValue)
                .findFirst();
    }

    /** Some of the tenant's records behind an id, in order, whether they are removed or not. */
    public List<Long> records(TenantId tenant, long after, int limit) {
        return database.query(
                "select id from record where tenant = ? and id > ? order by id limit ?",
                row -> row.getLong(1),
                tenant.value(),
                after,
                limit);
    }

    /** How many keys have got a null value since the erasure began. */
    public long erasedKeys(TenantId tenant) {
        return database.one("select keys from erasure where tenant = ?", row -> row.getLong(1), tenant.value())
                .orElse(0L);
    }

    /** Forgets records whose keys have a null value by now, but for the highest version: those of later ones count up from there. */
    public void forget(TenantId tenant, List<Long> ids) {
        database.update("""
                with forgotten as (delete from record where tenant = ? and id = any (?) returning version)
                insert into erasure (tenant, keys, versions)
                select ?, count(*), coalesce(max(version), 0) from forgotten
                on conflict (tenant) do update
                set keys = erasure.keys + excluded.keys, versions = greatest(erasure.versions, excluded.versions)
                """, tenant.value(), ids.toArray(Long[]::new), tenant.value());
    }

    /** Whether the tenant has a command without an outcome. */
    public boolean hasOpenCommand(TenantId tenant) {
        return database.one(
                        "select 1 from run where tenant = ? and finished_at is null limit 1",
                        row -> row.getInt(1),
                        tenant.value())
                .isPresent();
    }

    /**
     * Forgets all that is left: not the tenant's versions, by which an older event brings nothing back, not the numbers of
     * its streams, which Kafka knows too, and not the ids of its commands, since each counts once.
     */
    public void finish(TenantId tenant, long version) {
        for (String table : List.of("missing_record", "reference", "watermark", "stream_audit")) {
            database.update("delete from " + table + " where tenant = ?", tenant.value());
        }
        database.update("""
                update run set requested_by = null, waiting = null, receipt = null,
                    failure = '{"code":"' || substring(failure from '"code":"(\\w+)"')
                        || '","message":"The tenant was erased.","retryable":true}'
                where tenant = ? and finished_at is not null
                """, tenant.value());
        database.update(
                "update replay set requested_by = '' where position(? in selection) > 0",
                "\"tenant\":\"" + tenant + "\"");
        database.update("""
                insert into erasure (tenant, done) values (?, ?)
                on conflict (tenant) do update set done = greatest(erasure.done, excluded.done), keys = 0
                """, tenant.value(), version);
        trail.eraseOrigins(tenant);
        trail.append(tenant, Who.SERVICE, "TENANT_ERASED", Detail.of("connectionVersion", version));
    }
}
