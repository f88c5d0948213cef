package io.coupabridge.runtime.publication;

import static io.coupabridge.runtime.ledger.Database.instant;

import io.coupabridge.contracts.TenantId;
import io.coupabridge.edge.trail.Detail;
import io.coupabridge.edge.trail.Trail;
import io.coupabridge.edge.trail.Who;
import io.coupabridge.runtime.json.Json;
import io.coupabridge.runtime.ledger.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The rows of publication streams. */
@ApplicationScoped
public class StreamStore {

    private final Database database;
    private final Trail trail;
    private final Clock clock;

    StreamStore(Database database, Trail trail, Clock clock) {
        this.database = database;
        this.trail = trail;
        this.clock = clock;
    }

    /**
     * A stream as it was when it was claimed.
     *
     * @param owner the number that the claim gave: whoever has the highest owns the stream
     * @param page the last confirmed page
     * @param pending the page that may or may not be on Kafka, as stored; null when there is none
     * @param producer the transactional id of the producer that may still be publishing; null when nobody is. A page that was
     *     left pending before ids were kept was published under the stream's own name: then this is null, too
     * @param halted why the stream is not to be worked until an operator re-bases it; null when it may
     */
    record Claimed(long owner, long page, boolean offsetCommitted, String pending, String producer, String halted) {}

    /**
     * A stream that stands still.
     *
     * @param page the last confirmed page
     * @param pending the page behind it, which may be on Kafka, as stored; null when there is none
     */
    record Halted(long page, String pending) {}

    /**
     * A stream that an operator has to look at.
     *
     * @param reason what does not fit, and what to do
     * @param since null when the version before halted it
     */
    public record HaltedStream(TenantId tenant, String name, String reason, Instant since) {}

    /** Takes the stream over from whoever owned it, and takes note of every wake-up asked for until now. */
    Claimed claim(TenantId tenant, String name) {
        return database.one("""
                        insert into stream (tenant, name, owner) values (?, ?, 1)
                        on conflict (tenant, name) do update
                        set owner = stream.owner + 1, wake_seen = stream.wake_asked
                        returning owner, page, offset_committed, pending_page, producer, halted
                        """, StreamStore::claimed, tenant.value(), name).orElseThrow();
    }

    /**
     * Notes who is about to publish without a page that is pending.
     *
     * @return false when the stream has another owner by now
     */
    boolean publishes(TenantId tenant, String name, long owner, String producer) {
        return update(tenant, name, owner, "producer = ?", producer);
    }

    /**
     * @param pending what is about to be published; null when nothing is
     * @param producer with which; null when nothing is
     * @return false when the stream has another owner by now; the caller's transaction must then be rolled back
     */
    boolean store(TenantId tenant, String name, long owner, long page, Pending pending, String producer) {
        return update(
                tenant, name, owner, "page = ?, pending_page = ?, producer = ?", page, Json.text(pending), producer);
    }

    /** @return false when the stream has another owner by now */
    boolean offsetCommitted(TenantId tenant, String name, long owner) {
        return update(tenant, name, owner, "offset_committed = true, producer = null");
    }

    /** @return false when the stream has another owner by now, who knows better */
    boolean halt(TenantId tenant, String name, long owner, String reason) {
        return database.inTransaction(() -> {
            boolean halted = update(tenant, name, owner, "halted = ?, halted_at = ?", reason, clock.instant());
            if (halted) {
                trail.append(tenant, Who.SERVICE, "STREAM_HALTED", Detail.of("stream", name));
            }
            return halted;
        });
    }

    /** Takes the stream's row for this transaction; false when the stream has another owner by now. */
    boolean lock(TenantId tenant, String name, long owner) {
        return database.one(
                        "select owner from stream where tenant = ? and name = ? for update",
                        row -> row.getLong(1),
                        tenant.value(),
                        name)
                .filter(current -> current == owner)
                .isPresent();
    }

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

    /** Empty when the stream is not halted. Its row is taken for the transaction that the thread is in. */
    Optional<Halted> standingStill(TenantId tenant, String name) {
        return database.one("""
                select page, pending_page from stream
                where tenant = ? and name = ? and halted is not null
                for update
                """, row -> new Halted(row.getLong(1), row.getString(2)), tenant.value(), name);
    }

    /**
     * Lets a halted stream go on, whose row is taken. Its pending page is forgotten, and the number is written to
     * Kafka anew. Who may still be publishing that page is not forgotten.
     *
     * @param page the last page, whether it was published or not
     */
    void rebase(TenantId tenant, String name, long page, Who by) {
        database.update("""
                update stream
                set halted = null, halted_at = null, pending_page = null, offset_committed = false, owner = owner + 1, page = ?
                where tenant = ? and name = ?
                """, page, tenant.value(), name);
        trail.append(tenant, by, "STREAM_REBASED", Detail.of("stream", name));
    }

    /** @return false when the stream has another owner by now */
    private boolean update(TenantId tenant, String name, long owner, String assignments, Object... values) {
        Object[] parameters = Stream.concat(Arrays.stream(values), Stream.of(tenant.value(), name, owner))
                .toArray();
        return database.update(
                        "update stream set " + assignments + " where tenant = ? and name = ? and owner = ?", parameters)
                == 1;
    }

    private static Claimed claimed(ResultSet row) throws SQLException {
        return new Claimed(
                row.getLong("owner"),
                row.getLong("page"),
                row.getBoolean("offset_committed"),
                row.getString("pending_page"),
                row.getString("producer"),
                row.getString("halted"));
    }
}
