package io.coupabridge.runtime.handler;

import io.coupabridge.contracts.RunMode;
import io.coupabridge.contracts.TenantId;
import java.time.Instant;

/**
 * What one run covers. Fixed before its first page and kept across slices, crashes and take-overs.
 *
 * @param mode {@code FULL}, {@code INCREMENTAL} or {@code WINDOW}; never {@code AUTO}
 * @param from only records updated at or after this instant; null in a full run
 * @param to only records updated before this instant, by Coupa's clock; null in a full run
 * @param startedAt when the run started
 */
public record RunScope(TenantId tenant, RunMode mode, Instant from, Instant to, Instant startedAt) {

    public boolean full() {
        return mode == RunMode.FULL;
    }

    /**
     * Whether a record last updated then is in the window. A mapper drops what is not, since a server may ignore a filter
     * (coupa-api §8.2, case 20). A record without the date is covered.
     */
    public boolean covers(Instant updatedAt) {
        return full() || updatedAt == null || (!updatedAt.isBefore(from) && updatedAt.isBefore(to));
    }
}
