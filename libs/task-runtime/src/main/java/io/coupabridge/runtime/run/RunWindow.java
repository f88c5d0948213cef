package io.coupabridge.runtime.run;

import io.coupabridge.contracts.RunMode;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.runtime.configuration.RuntimeConfig;
import io.coupabridge.runtime.handler.RunScope;
import io.coupabridge.runtime.ledger.Run;
import io.coupabridge.runtime.ledger.WatermarkStore.Mark;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What a run is to cover, resolved when it starts.
 *
 * @param mode never {@code AUTO}
 * @param from null in the tenant's first run
 */
record RunWindow(RunMode mode, Instant from) {

    /** Before Coupa's clock is known, an upper bound that no record reaches. */
    private static final Duration FAR_AHEAD = Duration.ofDays(2);

    /** @param mark empty when no full or incremental run of the tenant has completed */
    static RunWindow of(Run run, Optional<Mark> mark, Instant now, RuntimeConfig.Run config) {
        return switch (run.modeAsked()) {
            case FULL -> full(mark, config);
            case WINDOW -> new RunWindow(RunMode.WINDOW, run.askedFrom());
            // without a watermark there is nothing to be incremental to
            case INCREMENTAL -> mark.map(last -> since(last, config)).orElseGet(() -> full(mark, config));
            case AUTO ->
                mark.filter(last ->
                                last.lastFullAt() != null && last.lastFullAt().isAfter(now.minus(config.fullAfter())))
                        .map(last -> since(last, config))
                        .orElseGet(() -> full(mark, config));
        };
    }

    private static RunWindow full(Optional<Mark> mark, RuntimeConfig.Run config) {
        return new RunWindow(
                RunMode.FULL, mark.map(last -> startAfter(last, config)).orElse(null));
    }

    private static RunWindow since(Mark last, RuntimeConfig.Run config) {
        return new RunWindow(RunMode.INCREMENTAL, startAfter(last, config));
    }

    private static Instant startAfter(Mark last, RuntimeConfig.Run config) {
        return last.watermark().minus(config.overlap());
    }

    /** What a run would cover that starts now. */
    RunScope provisional(TenantId tenant, Instant now) {
        return new RunScope(tenant, mode, from, now.plus(FAR_AHEAD), now);
    }
}
