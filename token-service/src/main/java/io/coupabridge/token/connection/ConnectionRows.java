package io.coupabridge.token.connection;

import io.coupabridge.contracts.ConnectionState;
import io.coupabridge.contracts.TenantId;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds connections; every method needs a transaction. */
@ApplicationScoped
class ConnectionRows implements PanacheRepositoryBase<ConnectionRow, String> {

    /** The row, as it is now and ours until the transaction ends. */
    Optional<ConnectionRow> lock(TenantId tenant) {
        // it may have been read, or changed, in this transaction before
        flush();
        Optional<ConnectionRow> row = Optional.ofNullable(findById(tenant.value(), LockModeType.PESSIMISTIC_WRITE));
        row.ifPresent(r -> getEntityManager().refresh(r));
        return row;
    }

    List<String> refused(Instant before, int limit) {
        List<?> tenants = getEntityManager()
                .createNativeQuery("select c.tenant from connection c join connection_task t on t.tenant = c.tenant"
                        + " where t.verdict in ('SCOPE_MISSING', 'FORBIDDEN')"
                        + " and (t.found_at is null or t.found_at < :before)"
                        + " and (c.state = 'ACTIVE' or c.degraded_by = 'RENEWAL')"
                        + " and c.verification_ended >= c.verification"
                        + " group by c.tenant order by min(coalesce(t.found_at, '-infinity')), c.tenant"
                        + " limit :limit")
                .setParameter("before", before)
                .setParameter("limit", limit)
                .getResultList();
        return tenants.stream().map(String.class::cast).toList();
    }

    Map<ConnectionState, Long> countByState() {
        Map<ConnectionState, Long> counts = new EnumMap<>(ConnectionState.class);
        getEntityManager()
                .createQuery("select c.state, count(*) from ConnectionRow c group by c.state", Object[].class)
                .getResultList()
                .forEach(row -> counts.put((ConnectionState) row[0], (Long) row[1]));
        return counts;
    }
}
