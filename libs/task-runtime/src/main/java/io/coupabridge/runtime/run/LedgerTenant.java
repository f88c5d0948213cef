package io.coupabridge.runtime.run;

import io.coupabridge.contracts.TenantId;
import io.coupabridge.runtime.connection.Access;
import io.coupabridge.runtime.connection.Access.Granted;
import io.coupabridge.runtime.connection.AccessRules;
import io.coupabridge.runtime.ledger.Position.Held;
import io.coupabridge.runtime.ledger.Run;
import io.coupabridge.runtime.ledger.WatermarkStore.Mark;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;

/** A tenant as the ledger knows it. */
record LedgerTenant(TenantId tenant, AccessRules rules, RunLedger ledger) implements TenantState {

    @Override
    public Access access(Run run, Granted held) {
        return rules.decide(run, held);
    }

    @Override
    public Optional<Instant> successorUsableFrom(long tokenVersion) {
        return rules.successorUsableFrom(tenant, tokenVersion);
    }

    @Override
    public Optional<Mark> mark() {
        return ledger.watermarks.find(tenant);
    }

    @Override
    public boolean anyKnown() {
        return ledger.sweeps.anyKnown(tenant);
    }

    @Override
    public boolean anyGone() {
        return ledger.sweeps.anyGone(tenant);
    }

    @Override
    public Held held(LocalDate since) {
        return ledger.sweeps.held(tenant, since);
    }
}
