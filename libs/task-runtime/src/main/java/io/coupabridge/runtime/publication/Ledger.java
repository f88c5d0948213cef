package io.coupabridge.runtime.publication;

import io.coupabridge.contracts.TenantId;
import io.coupabridge.edge.trail.Detail;
import io.coupabridge.edge.trail.Trail;
import io.coupabridge.edge.trail.Who;
import io.coupabridge.runtime.json.Json;
import io.coupabridge.runtime.ledger.Database;
import io.coupabridge.runtime.ledger.ErasureStore;
import io.coupabridge.runtime.ledger.RecordStore;
import io.coupabridge.runtime.ledger.Run;
import io.coupabridge.runtime.ledger.RunStore;
import io.coupabridge.runtime.ledger.SweepStore;
import io.coupabridge.runtime.ledger.WatermarkStore;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.Callable;

/** Makes true in the ledger what a published page says. */
@ApplicationScoped
class Ledger {

    /**
     * How far one page may count a record's version up, or a run's sequence, and more. 32 pages of Coupa's are published
     * together, and each may show a record in another way.
     */
    private static final long MOST_OF_ONE_PAGE = 1_000;

    private final Database database;
    private final RecordStore records;
    private final RunStore runs;
    private final SweepStore sweeps;
    private final WatermarkStore watermarks;
    private final ErasureStore erasures;
    private final Trail trail;

    Ledger(
            Database database,
            RecordStore records,
            RunStore runs,
            SweepStore sweeps,
            WatermarkStore watermarks,
            ErasureStore erasures,
            Trail trail) {
        this.database = database;
        this.records = records;
        this.runs = runs;
        this.sweeps = sweeps;
        this.watermarks = watermarks;
        this.erasures = erasures;
        this.trail = trail;
    }

    <T> T inTransaction(Callable<T> work) {
        return database.inTransaction(work);
    }

    /** Takes back what the version before has written of a page that was not published. */
    void undo(TenantId tenant, Pending page) {
        // the pages of other streams have such numbers too, and no records
        if (!page.remembered().isEmpty()) {
            records.undo(tenant, page.page(), page.remembered());
        }
    }

    /**
     * Has published again, in versions behind its own, what a page says that may be published or not.
     *
     * @param pending as stored; when it cannot be read, any record may be in it
     */
    void doubt(TenantId tenant, String stream, long page, String pending) {
        if (!stream.equals(Streams.RUNS)) {
            return;
        }
        try {
            Pending doubtful = Json.read(pending, Pending.class);
            records.doubt(tenant, page, doubtful.remembered());
            records.doubt(tenant, doubtful.records());
        } catch (IllegalStateException e) {
            catchUp(tenant, stream, page);
        }
    }

    /** Goes on behind all that was published up to this page, of which the ledger lacks some. */
    void catchUp(TenantId tenant, String stream, long page) {
        if (stream.equals(Streams.RUNS)) {
            records.catchUp(tenant, page * MOST_OF_ONE_PAGE);
            runs.catchUp(tenant, page * MOST_OF_ONE_PAGE);
        }
    }

    void apply(TenantId tenant, Pending page) {
        records.store(tenant, page.records());
        if (page.sweep() != null) {
            sweeps.apply(tenant, page.sweep());
        }
        records.storeReferences(tenant, page.references());
        page.runs().forEach(this::update);
        if (!page.forgotten().isEmpty()) {
            erasures.forget(tenant, page.forgotten());
        }
        if (page.erased() != null) {
            erasures.finish(tenant, page.erased());
        }
        if (page.mark() != null) {
            watermarks.store(tenant, page.mark());
        }
    }

    private void update(Run run) {
        runs.update(run).filter(before -> !before.equals(run.state().name())).ifPresent(before -> write(run, before));
    }

    /** A command's acceptance is the platform's doing, what becomes of it the service's. */
    private void write(Run run, String before) {
        Who who = before.equals(Run.State.RECEIVED.name()) ? Who.command(run.requestedBy()) : Who.SERVICE;
        Detail detail = Detail.of("run", run.commandId())
                .with("from", before)
                .with("to", run.state())
                .with("mode", run.mode() == null ? run.modeAsked() : run.mode())
                .with("cancels", run.cancels());
        if (run.state() == Run.State.FAILED) {
            trail.appendFailed(
                    run.tenant(),
                    who,
                    "RUN_CHANGED",
                    detail.with("code", run.failure().code()));
        } else {
            trail.append(run.tenant(), who, "RUN_CHANGED", detail);
        }
    }
}
