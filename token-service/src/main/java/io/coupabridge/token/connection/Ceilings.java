package io.coupabridge.token.connection;

import io.coupabridge.contracts.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.time.InstantSource;
import java.util.List;

/** The operator's request ceilings; a tenant without one has the default. */
@ApplicationScoped
public class Ceilings {

    private final EntityManager entities;
    private final CeilingConfig config;
    private final InstantSource clock;

    Ceilings(EntityManager entities, CeilingConfig config, InstantSource clock) {
        this.entities = entities;
        this.config = config;
        this.clock = clock;
    }

    /** Requests a second, 1 to 25. */
    @Transactional(TxType.MANDATORY)
    public int of(TenantId tenant) {
        List<?> set = entities.createNativeQuery(
                        "select requests_per_second from request_ceiling where tenant = :tenant")
                .setParameter("tenant", tenant.value())
                .getResultList();
        return set.isEmpty() ? config.defaultCeiling() : ((Number) set.get(0)).intValue();
    }

    /** From now on the tenant has the default. */
    @Transactional(TxType.MANDATORY)
    public void forget(TenantId tenant) {
        entities.createNativeQuery("delete from request_ceiling where tenant = :tenant")
                .setParameter("tenant", tenant.value())
                .executeUpdate();
    }

    /** @param requestsPerSecond 1 to 25 */
    @Transactional(TxType.MANDATORY)
    public void set(TenantId tenant, int requestsPerSecond) {
        entities.createNativeQuery("insert into request_ceiling (tenant, requests_per_second, set_at)"
                        + " values (:tenant, :ceiling, :now) on conflict (tenant) do update"
                        + " set requests_per_second = excluded.requests_per_second, set_at = excluded.set_at")
                .setParameter("tenant", tenant.value())
                .setParameter("ceiling", requestsPerSecond)
                .setParameter("now", clock.instant())
                .executeUpdate();
    }
}
