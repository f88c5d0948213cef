package io.coupabridge.edge.trail;

import io.coupabridge.contracts.TenantId;
import io.coupabridge.edge.trail.TrailEntry.Result;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * The audit trail of each tenant: entries are only ever appended, each holds the hash of the one before, and each is part of
 * the transaction of what it tells of. Whoever locks rows of the tenant takes them before the first entry, since an entry
 * keeps others from appending until the transaction ends. Thread-safe.
 */
@Singleton
public class Trail {

    /** The trail of what is no tenant's. No tenant is called so. */
    public static final String WHOLE_INSTALLATION = "*";

    /** Those of all entries before this one. */
    static final String ORIGINS_ERASED = "ORIGINS_ERASED";

    /** Of {@link #ORIGINS_ERASED}: the last entry whose origin went; that before it when absent. */
    static final String UP_TO = "upTo";

    /** As long as {@link RefusedRequests} may keep a name at most, twice over. */
    private static final Duration JUST_NOW = Duration.ofMinutes(2);

    /** Who acted on the whole installation is known for so long. */
    private static final Duration ORIGINS_KEPT = Duration.ofDays(366);

    private final TrailDatabase database;
    private final InstantSource clock;

    public Trail(TrailDatabase database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /** What was done. */
    public void append(TenantId tenant, Who who, String action, Detail detail) {
        append(tenant.value(), who, action, Result.DONE, detail, 1);
    }

    /** What was tried and failed. */
    public void appendFailed(TenantId tenant, Who who, String action, Detail detail) {
        append(tenant.value(), who, action, Result.FAILED, detail, 1);
    }

    /** What was done to the whole installation. */
    public void append(Who who, String action, Detail detail) {
        append(WHOLE_INSTALLATION, who, action, Result.DONE, detail, 1);
    }

    /** Whether anything was ever told of the tenant. */
    public boolean knows(TenantId tenant) {
        return database.inTransaction(
                connection -> TrailStore.head(connection, tenant.value()).isPresent());
    }

    /** Forgets for good who did what is in the tenant's trail until now, and says so; the chain stays whole. */
    public void eraseOrigins(TenantId tenant) {
        database.inTransaction(connection -> {
            append(tenant, Who.SERVICE, ORIGINS_ERASED, Detail.NONE);
            Anchor head = TrailStore.head(connection, tenant.value()).orElseThrow();
            return TrailStore.forgetOrigins(connection, tenant.value(), head.position());
        });
    }

    /** Forgets who acted on the whole installation more than a year ago: no erasure of a tenant gets there. */
    void eraseOldOrigins() {
        database.inTransaction(connection -> {
            TrailStore.lock(connection, WHOLE_INSTALLATION);
            long last = TrailStore.lastBefore(
                    connection, WHOLE_INSTALLATION, clock.instant().minus(ORIGINS_KEPT));
            if (TrailStore.forgetOrigins(connection, WHOLE_INSTALLATION, last + 1) > 0) {
                append(Who.SERVICE, ORIGINS_ERASED, Detail.of(UP_TO, last));
            }
            return null;
        });
    }

    /** Requests that were refused, alike but for their times; nothing of a tenant of whom the service has never heard. */
    void appendRefused(String tenant, Who who, Detail detail, int times) {
        database.inTransaction(connection -> {
            if (tenant.equals(WHOLE_INSTALLATION) || TrailStore.knows(connection, tenant)) {
                // an erasure must not be undone by a name that was still in memory, or waited behind it
                TrailStore.lock(connection, tenant);
                boolean erased = TrailStore.hasSince(
                        connection, tenant, ORIGINS_ERASED, clock.instant().minus(JUST_NOW));
                append(tenant, erased ? who.unnamed() : who, "REQUEST_REFUSED", Result.REFUSED, detail, times);
            }
            return null;
        });
    }

    /** The newest entries at lower positions than that, newest first. */
    List<TrailEntry> newest(TenantId tenant, long before, int limit) {
        return database.inTransaction(connection -> TrailStore.newest(connection, tenant.value(), before, limit));
    }

    private void append(String tenant, Who who, String action, Result result, Detail detail, int times) {
        database.inTransaction(connection -> {
            TrailStore.lock(connection, tenant);
            Anchor head = TrailStore.head(connection, tenant).orElseGet(() -> new Anchor(tenant, 0, TrailEntry.START));
            TrailEntry entry = new TrailEntry(
                    tenant,
                    head.position() + 1,
                    clock.instant().truncatedTo(ChronoUnit.MILLIS),
                    who.actor(),
                    who.roles(),
                    action,
                    result,
                    detail.values(),
                    times,
                    who.origin() == null ? null : who.origin().hash(),
                    who.origin(),
                    head.hash(),
                    null);
            TrailStore.insert(connection, entry.sealed());
            return null;
        });
    }
}
