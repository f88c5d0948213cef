package io.coupabridge.runtime.ledger;

import io.coupabridge.edge.trail.Trail;
import java.time.Clock;
import javax.sql.DataSource;

/** The stores of a ledger, wired without Quarkus. */
public final class TestStores {

    public final Database database;
    public final Trail trail;
    public final RunStore runs;
    public final RecordStore records;
    public final SweepStore sweeps;
    public final WatermarkStore watermarks;
    public final ErasureStore erasures;

    /** @param dataSource of a database with the ledger's tables */
    public TestStores(DataSource dataSource) {
        database = new Database(dataSource);
        trail = new Trail(new LedgerTrail(database), Clock.systemUTC());
        runs = new RunStore(database);
        records = new RecordStore(database);
        sweeps = new SweepStore(database);
        watermarks = new WatermarkStore(database);
        erasures = new ErasureStore(database, trail);
    }
}
