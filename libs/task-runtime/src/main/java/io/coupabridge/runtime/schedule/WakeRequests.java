package io.coupabridge.runtime.schedule;

import io.coupabridge.contracts.TenantId;
import io.coupabridge.runtime.ledger.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Requests to work a stream, stored with the work that they are for; opening the stream takes note of them. */
@ApplicationScoped
class WakeRequests {

    private final Database database;

    WakeRequests(Database database) {
        this.database = database;
    }

    void ask(TenantId tenant, String stream) {
        database.update("""
                insert into stream (tenant, name, wake_asked) values (?, ?, 1)
                on conflict (tenant, name) do update set wake_asked = stream.wake_asked + 1
                """, tenant.value(), stream);
    }

    /** Whether somebody asked since the stream was opened last. */
    boolean waits(TenantId tenant, String stream) {
        return !database.query(
                        "select 1 from stream where tenant = ? and name = ? and wake_asked > wake_seen and halted is null",
                        row -> 1,
                        tenant.value(),
                        stream)
                .isEmpty();
    }

    /** The tenants for whose streams somebody asked since. */
    List<TenantId> waiting(String stream) {
        return database.query(
                "select tenant from stream where name = ? and wake_asked > wake_seen and halted is null limit 1000",
                row -> new TenantId(row.getString(1)),
                stream);
    }
}
