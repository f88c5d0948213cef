package io.coupabridge.runtime.handler;

import io.coupabridge.contracts.RunMode;
import io.coupabridge.contracts.TenantId;
import java.time.Instant;
import java.util.Optional;

/**
 * What one run covers. Fixed before its first page and kept across slices, crashes and take-overs.
 *
 * @param mode {@code FULL}, {@code INCREMENTAL} or {@code WINDOW}; never {@code AUTO}
 * @param from only records updated at or after this instant. Of a full run it bounds {@link #changes()} alone; null in the
 *     tenant's first run
 * @param to only records updated before this instant, by Coupa's clock; of a full run it bounds {@link #changes()} alone
 * @param startedAt when the run started
 */
public record RunScope(TenantId tenant, RunMode mode, Instant from, Instant to, Instant startedAt) {

    public boolean full() {
        return mode == RunMode.FULL;
    }

    /**
     * What an increment would read in place of this full run; empty in the tenant's first run, and in other modes. The
     * watermark moves past it, so a full run that leaves records out by their dates reads it too.
     */
    public Optional<RunScope> changes() {
        return full() && from != null
                ? Optional.of(new RunScope(tenant, RunMode.INCREMENTAL, from, to, startedAt))
                : Optional.empty();
    }

    /**
     * Whether a record last updated then is in the window. A mapper drops what is not, since a server may ignore a filter
     * (coupa-api §8.2, case 20). A record without the date is covered.
     */
    public boolean covers(Instant updatedAt) {
        return full() || updatedAt == null || (!updatedAt.isBefore(from) && updatedAt.isBefore(to));
    }
}
