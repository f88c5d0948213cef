package io.coupabridge.token.link;

import io.coupabridge.contracts.TenantId;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Finds connect links; every method needs a transaction. */
@ApplicationScoped
class ConnectLinkRows implements PanacheRepositoryBase<ConnectLinkRow, String> {

    Optional<ConnectLinkRow> byHash(String hash) {
        return find("tokenHash", hash).firstResultOptional();
    }

    /** The row, as it is now and ours until the transaction ends. */
    Optional<ConnectLinkRow> lock(TenantId tenant, String id) {
        return find("id = ?1 and tenant = ?2", id, tenant.value())
                .withLock(LockModeType.PESSIMISTIC_WRITE)
                .firstResultOptional();
    }

    List<ConnectLinkRow> newest(TenantId tenant, int limit) {
        return find("tenant = ?1 order by createdAt desc, id", tenant.value())
                .page(0, limit)
                .list();
    }

    /** Lets nobody else make links to the tenant until the transaction ends; it may have no connection to lock. */
    void takeTurn(TenantId tenant) {
        getEntityManager()
                .createNativeQuery(
                        "select 1 from pg_advisory_xact_lock(hashtextextended('connect-links/' || :tenant, 0))",
                        Integer.class)
                .setParameter("tenant", tenant.value())
                .getSingleResult();
    }

    /** How many can be opened. */
    long alive(TenantId tenant, Instant now) {
        return count("tenant = ?1 and expiresAt > ?2 and revokedAt is null", tenant.value(), now);
    }

    void accepted(TenantId tenant, long credentialVersion, Instant now) {
        update(
                "usedAt = ?1 where tenant = ?2 and credentialVersion = ?3 and usedAt is null",
                now,
                tenant.value(),
                credentialVersion);
    }
}
