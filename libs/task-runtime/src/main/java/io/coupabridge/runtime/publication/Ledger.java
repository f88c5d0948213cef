package io.coupabridge.runtime.publication;

import io.coupabridge.contracts.TenantId;
import io.coupabridge.runtime.ledger.Database;
import io.coupabridge.runtime.ledger.RecordStore;
import io.coupabridge.runtime.ledger.RunStore;
import io.coupabridge.runtime.ledger.SweepStore;
import io.coupabridge.runtime.ledger.WatermarkStore;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.Callable;

/** Makes true in the ledger what a published page says. */
@ApplicationScoped
class Ledger {

    private final Database database;
    private final RecordStore records;
    private final RunStore runs;
    private final SweepStore sweeps;
    private final WatermarkStore watermarks;

    Ledger(Database database, RecordStore records, RunStore runs, SweepStore sweeps, WatermarkStore watermarks) {
        this.database = database;
        this.records = records;
        this.runs = runs;
        this.sweeps = sweeps;
        this.watermarks = watermarks;
    }

    <T> T inTransaction(Callable<T> work) {
        return database.inTransaction(work);
    }

    /** Takes back what stands there already of a page that was not published. */
    void undo(TenantId tenant, Pending page) {
        // the pages of other streams have such numbers too, and no records
        if (!page.remembered().isEmpty()) {
            records.undo(tenant, page.page(), page.remembered());
        }
    }

    /** Has read again what stands there of a page that may be published or not. */
    void doubt(TenantId tenant, String stream, long page) {
        if (stream.equals(Streams.RUNS)) {
            records.doubt(tenant, page);
        }
    }

    void apply(TenantId tenant, Pending page) {
        if (page.sweep() != null) {
            sweeps.apply(tenant, page.sweep());
        }
        records.store(tenant, page.records());
        records.storeReferences(tenant, page.references());
        page.runs().forEach(runs::update);
        if (page.mark() != null) {
            watermarks.store(tenant, page.mark());
        }
    }
}
