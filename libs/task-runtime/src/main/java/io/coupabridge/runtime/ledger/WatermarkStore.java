package io.coupabridge.runtime.ledger;

import static io.coupabridge.runtime.ledger.Database.instant;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.coupabridge.contracts.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Optional;

/** Up to when a tenant's changes are read. */
@ApplicationScoped
public class WatermarkStore {

    private final Database database;

    WatermarkStore(Database database) {
        this.database = database;
    }

    /**
     * Where the next incremental run starts from.
     *
     * @param watermark by Coupa's clock
     * @param lastFullAt when the last full run started; null when none has completed
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Mark(Instant watermark, Instant lastFullAt) {}

    public Optional<Mark> find(TenantId tenant) {
        return database.one(
                "select watermark, last_full_at from watermark where tenant = ?",
                row -> new Mark(instant(row, "watermark"), instant(row, "last_full_at")),
                tenant.value());
    }

    /** A watermark never goes back; a null {@code lastFullAt} leaves the one that is there. */
    public void store(TenantId tenant, Mark mark) {
        database.update("""
                insert into watermark (tenant, watermark, last_full_at) values (?, ?, ?)
                on conflict (tenant) do update
                set watermark = greatest(watermark.watermark, excluded.watermark),
                    last_full_at = coalesce(excluded.last_full_at, watermark.last_full_at)
                """, tenant.value(), mark.watermark(), mark.lastFullAt());
    }
}
