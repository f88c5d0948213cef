package io.coupabridge.token.erasure;

import io.coupabridge.contracts.TenantId;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import io.quarkus.panache.common.Sort;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Optional;

/** The erasures that go on. They change under the lock of the tenant's connection. */
@ApplicationScoped
class ErasureRows implements PanacheRepositoryBase<ErasureRow, String> {

    Optional<Instant> oldest() {
        return findAll(Sort.by("requestedAt")).firstResultOptional().map(row -> row.requestedAt);
    }

    /** The trail of releases before, which names people. */
    void forgetOldTrail(TenantId tenant) {
        getEntityManager()
                .createNativeQuery("delete from audit_entry where tenant = :tenant")
                .setParameter("tenant", tenant.value())
                .executeUpdate();
    }
}
