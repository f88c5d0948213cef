package io.coupabridge.edge.metrics;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.Map;

/**
 * The buckets of the durations whose quantiles and shares dashboards and alert rules ask for. All other durations have a
 * count, a sum and a maximum alone.
 */
@Singleton
class DurationBuckets {

    /** In milliseconds. One of a page is the objective's, one of a request the longest wait for a verdict. */
    private static final Map<String, long[]> BUCKETS = Map.of(
            "http.server.requests", new long[] {50, 100, 250, 500, 1_000, 2_500, 5_000, 15_000},
            "coupabridge.coupa.requests", new long[] {100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000},
            "coupabridge.grant", new long[] {100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000},
            "coupabridge.page.publishing", new long[] {50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000});

    @Produces
    @Singleton
    MeterFilter buckets() {
        return new MeterFilter() {
            @Override
            public DistributionStatisticConfig configure(Meter.Id id, DistributionStatisticConfig config) {
                long[] milliseconds = BUCKETS.get(id.getName());
                return milliseconds == null
                        ? config
                        : DistributionStatisticConfig.builder()
                                .serviceLevelObjectives(Arrays.stream(milliseconds)
                                        .mapToDouble(bucket -> bucket * 1e6)
                                        .toArray())
                                .build()
                                .merge(config);
            }
        };
    }
}
