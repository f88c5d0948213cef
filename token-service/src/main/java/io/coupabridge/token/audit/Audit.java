package io.coupabridge.token.audit;

import io.coupabridge.contracts.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.time.InstantSource;
import java.util.List;

/** A tenant's audit trail: written in the transaction of what it tells of, never changed. Details hold no secret. */
@ApplicationScoped
public class Audit {

    private final AuditRows rows;
    private final InstantSource clock;

    Audit(AuditRows rows, InstantSource clock) {
        this.rows = rows;
        this.clock = clock;
    }

    /** What a person asked for; who it was is not known until callers are authenticated. */
    @Transactional(TxType.MANDATORY)
    public void person(TenantId tenant, String action, String detail) {
        record(tenant, "rest", action, detail);
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
