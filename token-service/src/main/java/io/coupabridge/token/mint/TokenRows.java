package io.coupabridge.token.mint;

import io.coupabridge.contracts.ConnectionState;
import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TenantId;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;

/** Finds tokens; every method needs a transaction. Rows are changed under the lock of the tenant's connection. */
@ApplicationScoped
class TokenRows implements PanacheRepositoryBase<TokenRow, TokenRow.Key> {

    /** Where Coupa refuses the credential, tokens are not renewed and just run out. */
    private static final String OVERDUE = "from TokenRow t where t.status = ?1 and t.published and t.renewAt < ?2"
            + " and exists (select 1 from ConnectionRow c where c.tenant = t.tenant and c.state in (?3, ?4))";

    private static final int OVERDUE_AT_ONCE = 1_000;

    /** The row as it is now, made when there is none; the caller holds the connection's lock. */
    TokenRow current(TenantId tenant, Task task) {
        TokenRow row = findById(TokenRow.Key.of(tenant, task));
        if (row == null) {
            row = new TokenRow(tenant, task);
            persist(row);
            flush();
        } else {
            // what this transaction has changed must not be lost
            flush();
            getEntityManager().refresh(row);
        }
        return row;
    }

    /** Makes a claim last longer; false when it has passed to another replica or another credential, or is used. */
    boolean extend(Claim claim, Instant until) {
        return update(
                        "claimedUntil = ?1 where tenant = ?2 and task = ?3 and claimEpoch = ?4 and claimedUntil is not null"
                                + " and exists (select 1 from ConnectionRow c where c.tenant = ?2 and c.credentialVersion = ?5)",
                        until,
                        claim.tenant().value(),
                        claim.task().name(),
                        claim.epoch(),
                        claim.credentialVersion())
                == 1;
    }

    /** Whether any task of the tenant waits for a token endpoint that does not work. */
    boolean anyFailing(TenantId tenant) {
        return count("tenant = ?1 and failures > 0", tenant.value()) > 0;
    }

    /** Some tokens whose renewal is due for longer than that. */
    List<TokenRow> overdue(Instant since) {
        return find(
                        OVERDUE + " order by t.renewAt",
                        TokenRow.Status.ISSUED,
                        since,
                        ConnectionState.ACTIVE,
                        ConnectionState.DEGRADED)
                .page(0, OVERDUE_AT_ONCE)
                .list();
    }

    /** Tokens whose renewal is due for longer than that. */
    long countOverdue(Instant since) {
        return count(OVERDUE, TokenRow.Status.ISSUED, since, ConnectionState.ACTIVE, ConnectionState.DEGRADED);
    }
}
