package io.coupabridge.runtime.publication;

import static io.coupabridge.runtime.ledger.Database.instant;

import io.coupabridge.contracts.TenantId;
import io.coupabridge.runtime.ledger.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What operators see of publication streams. */
@ApplicationScoped
public class StreamStore {

    private final Database database;

    StreamStore(Database database) {
        this.database = database;
    }

    /**
     * A stream that an operator has to look at.
     *
     * @param reason what does not fit, and what to do
     * @param since null when the version before halted it
     */
    public record HaltedStream(TenantId tenant, String name, String reason, Instant since) {}

    /** Why the stream is halted; empty when it is not. */
    public Optional<String> halted(TenantId tenant, String name) {
        return database
                .query(
                        "select halted from stream where tenant = ? and name = ? and halted is not null",
                        row -> row.getString(1),
                        tenant.value(),
                        name)
                .stream()
                .findFirst();
    }

    /** Halted streams of all tenants, by tenant and name, behind that one; behind two empty texts are all. */
    public List<HaltedStream> halted(String tenant, String name, int limit) {
        return database.query(
                """
                select tenant, name, halted, halted_at from stream
                where halted is not null and (tenant, name) > (?, ?) order by tenant, name limit ?
                """,
                row -> new HaltedStream(
                        new TenantId(row.getString("tenant")),
                        row.getString("name"),
                        row.getString("halted"),
                        instant(row, "halted_at")),
                tenant,
                name,
                limit);
    }

    /** How many streams of all tenants are halted. */
    public long countHalted() {
        return database.one("select count(*) from stream where halted is not null", row -> row.getLong(1))
                .orElseThrow();
    }
}
