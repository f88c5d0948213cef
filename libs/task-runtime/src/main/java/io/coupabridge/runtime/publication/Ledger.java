package io.coupabridge.runtime.publication;

import io.coupabridge.contracts.TenantId;
import io.coupabridge.edge.trail.Detail;
import io.coupabridge.edge.trail.Trail;
import io.coupabridge.edge.trail.Who;
import io.coupabridge.publication.Consequence;
import io.coupabridge.publication.StreamId;
import io.coupabridge.publication.StreamLedger;
import io.coupabridge.runtime.json.Json;
import io.coupabridge.runtime.ledger.Database;
import io.coupabridge.runtime.ledger.ErasureStore;
import io.coupabridge.runtime.ledger.RecordStore;
import io.coupabridge.runtime.ledger.Run;
import io.coupabridge.runtime.ledger.RunStore;
import io.coupabridge.runtime.ledger.SweepStore;
import io.coupabridge.runtime.ledger.WatermarkStore;
import jakarta.enterprise.context.ApplicationScoped;

/** What publications change in the ledger. */
@ApplicationScoped
class Ledger implements StreamLedger {

    /**
     * How far one publication may count a record's version up, or a run's sequence, and more. 32 pages of Coupa's are
     * published together, and each may show a record in another way.
     */
    private static final long MOST_OF_ONE = 1_000;

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

    @Override
    public Consequence read(String text) {
        return Json.read(text, Pending.class);
    }

    @Override
    public void found(StreamId stream, String note) {
        // publications of this ledger have none
    }

    @Override
    public void confirm(StreamId stream, Consequence published) {
        apply(Streams.tenant(stream), (Pending) published);
    }

    /** Takes back what the version before has written of it. */
    @Override
    public void discard(StreamId stream, Consequence unpublished) {
        Pending pending = (Pending) unpublished;
        // the publications of other streams have such numbers too, and no records
        if (!pending.remembered().isEmpty()) {
            records.undo(Streams.tenant(stream), pending.page(), pending.remembered());
        }
    }

    @Override
    public void doubt(StreamId stream, Consequence doubtful) {
        Pending pending = (Pending) doubtful;
        records.doubt(Streams.tenant(stream), pending.page(), pending.remembered());
        records.doubt(Streams.tenant(stream), pending.records());
        pending.runs().forEach(run -> runs.catchUp(run.commandId(), run.sequence()));
    }

    @Override
    public void catchUp(StreamId stream, long number) {
        if (stream.name().equals(Streams.RUNS)) {
            records.catchUp(Streams.tenant(stream), number * MOST_OF_ONE);
            runs.catchUp(Streams.tenant(stream), number * MOST_OF_ONE);
        }
    }

    /** Takes note of every wake-up asked for until now. */
    @Override
    public void claimed(StreamId stream) {
        database.update(
                "update stream set wake_seen = wake_asked where tenant = ? and name = ?",
                stream.tenant(),
                stream.name());
    }

    @Override
    public void halted(StreamId stream) {
        trail.append(Streams.tenant(stream), Who.SERVICE, "STREAM_HALTED", Detail.of("stream", stream.name()));
    }

    private void apply(TenantId tenant, Pending pending) {
        records.store(tenant, pending.records());
        if (pending.sweep() != null) {
            sweeps.apply(tenant, pending.sweep());
        }
        records.storeReferences(tenant, pending.references());
        pending.runs().forEach(this::update);
        if (!pending.forgotten().isEmpty()) {
            erasures.forget(tenant, pending.forgotten());
        }
        if (pending.erased() != null) {
            erasures.finish(tenant, pending.erased());
        }
        if (pending.mark() != null) {
            watermarks.store(tenant, pending.mark());
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
