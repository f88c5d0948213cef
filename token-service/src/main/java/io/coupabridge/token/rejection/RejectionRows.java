package io.coupabridge.token.rejection;

import io.coupabridge.contracts.TokenRejected;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;

/** The rejections that were acted on; every method needs a transaction. */
@ApplicationScoped
class RejectionRows implements PanacheRepositoryBase<RejectionRow, RejectionRow.Key> {

    long countSince(TokenRejected rejected, Instant since) {
        return count(
                "tenant = ?1 and task = ?2 and rejectedAt > ?3",
                rejected.tenantId().value(),
                rejected.task().name(),
                since);
    }

    void add(TokenRejected rejected, Instant now) {
        RejectionRow row = new RejectionRow();
        row.tenant = rejected.tenantId().value();
        row.task = rejected.task().name();
        row.tokenVersion = rejected.tokenVersion();
        row.rejectedAt = now;
        persist(row);
    }
}
