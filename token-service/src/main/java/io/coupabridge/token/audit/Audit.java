package io.coupabridge.token.audit;

import io.coupabridge.contracts.TenantId;
import io.coupabridge.edge.access.Caller;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.time.InstantSource;
import java.util.List;

/** A tenant's audit trail: written in the transaction of what it tells of, never changed. Details hold no secret. */
@ApplicationScoped
public class Audit {

    /** So that no subject reads like the service itself. */
    private static final String CALLER = "caller:";

    private final AuditRows rows;
    private final Caller caller;
    private final InstantSource clock;

    Audit(AuditRows rows, Caller caller, InstantSource clock) {
        this.rows = rows;
        this.caller = caller;
        this.clock = clock;
    }

    /** What the caller of this request asked for. */
    @Transactional(TxType.MANDATORY)
    public void caller(TenantId tenant, String action, String detail) {
        record(tenant, CALLER + caller.subject(), action, detail);
    }

    /** What the system did of its own. */
    @Transactional(TxType.MANDATORY)
    public void system(TenantId tenant, String action, String detail) {
        record(tenant, "system", action, detail);
    }

    /** The newest entries with a lower id than that, newest first. */
    @Transactional
    public List<AuditEntry> newest(TenantId tenant, long before, int limit) {
        return rows.find("tenant = ?1 and id < ?2 order by id desc", tenant.value(), before).page(0, limit).stream()
                .map(AuditEntry::of)
                .toList();
    }

    private void record(TenantId tenant, String actor, String action, String detail) {
        AuditRow row = new AuditRow();
        row.tenant = tenant.value();
        row.at = clock.instant();
        row.actor = actor;
        row.action = action;
        row.detail = detail;
        rows.persist(row);
    }
}
