package io.coupabridge.runtime.ledger;

import io.coupabridge.edge.trail.TrailDatabase;
import jakarta.inject.Singleton;

/** Lets the trail take part in the thread's transaction. */
@Singleton
class LedgerTrail implements TrailDatabase {

    private final Database database;

    LedgerTrail(Database database) {
        this.database = database;
    }

    @Override
    public <T> T inTransaction(Work<T> work) {
        return database.inTransaction(() -> database.with(work::on));
    }
}
