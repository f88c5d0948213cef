package io.coupabridge.runtime.run;

import io.coupabridge.runtime.ledger.RecordStore;
import io.coupabridge.runtime.ledger.RunStore;
import io.coupabridge.runtime.ledger.SweepStore;
import io.coupabridge.runtime.ledger.WatermarkStore;
import jakarta.inject.Singleton;

/** The tables of the ledger that a run reads. What it writes goes through its stream, beside what is published. */
@Singleton
class RunLedger {

    final RunStore runs;
    final RecordStore records;
    final SweepStore sweeps;
    final WatermarkStore watermarks;

    RunLedger(RunStore runs, RecordStore records, SweepStore sweeps, WatermarkStore watermarks) {
        this.runs = runs;
        this.records = records;
        this.sweeps = sweeps;
        this.watermarks = watermarks;
    }
}
