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

    /** Forgets records whose keys have a null value by now. */
    public void forget(TenantId tenant, List<Long> ids) {
        int forgotten = database.update(
                "delete from record where tenant = ? and id = any (?)", tenant.value(), ids.toArray(Long[]::new));
        database.update("""
                insert into erasure (tenant, keys) values (?, ?)
                on conflict (tenant) do update set keys = erasure.keys + excluded.keys
                """, tenant.value(), (long) forgotten);
    }

    /**
     * Forgets all that is left: not the tenant's versions, by which an older event brings nothing back, and not the numbers
     * of its streams, which Kafka knows too.
     */
    public void finish(TenantId tenant, long version) {
        for (String table : List.of("missing_record", "reference", "watermark")) {
            database.update("delete from " + table + " where tenant = ?", tenant.value());
        }
        database.update("delete from run where tenant = ? and finished_at is not null", tenant.value());
        database.update("update token set previous = null where tenant = ?", tenant.value());
        database.update("""
                insert into erasure (tenant, done) values (?, ?)
                on conflict (tenant) do update set done = greatest(erasure.done, excluded.done), keys = 0
                """, tenant.value(), version);
        trail.eraseOrigins(tenant);
        trail.append(tenant, Who.SERVICE, "TENANT_ERASED", Detail.of("connectionVersion", version));
    }
}
