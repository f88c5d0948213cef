package io.coupabridge.edge.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.coupabridge.edge.rest.RequestConfig;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;

/**
 * How many requests each caller may still make: a bucket of tokens for each, filled at the rate of {@link
 * RequestConfig#requestsPerSecond()}. Each replica counts for itself. Thread-safe.
 */
@Singleton
class CallerRate {

    /** Looking for other tenants' ids costs so many requests for each try. */
    static final int PRICE_OF_A_REFUSAL = 10;

    /** Beyond these the callers that have been quiet the longest begin anew. */
    private static final int MOST_CALLERS = 10_000;

    private final int perSecond;
    private final TimeMeter clock;
    private final Cache<String, Bucket> buckets;

    @Inject
    CallerRate(RequestConfig config) {
        this(config.requestsPerSecond(), TimeMeter.SYSTEM_NANOTIME);
    }

    CallerRate(int perSecond, TimeMeter clock) {
        this.perSecond = perSecond;
        this.clock = clock;
        // a bucket is full again after two seconds, so that nobody's is missed after a minute
        this.buckets = Caffeine.newBuilder()
                .maximumSize(MOST_CALLERS)
                .expireAfterAccess(Duration.ofMinutes(1))
                .build();
    }

    /** Counts a request. @return zero when it may be made, else how long the caller has to wait */
    Duration take(String subject) {
        ConsumptionProbe probe = bucket(subject).tryConsumeAndReturnRemaining(1);
        return probe.isConsumed() ? Duration.ZERO : Duration.ofNanos(probe.getNanosToWaitForRefill());
    }

    /** Counts a request that was refused as more than one. */
    void charge(String subject) {
        bucket(subject).consumeIgnoringRateLimits(PRICE_OF_A_REFUSAL - 1);
    }

    private Bucket bucket(String subject) {
        return buckets.get(
                subject,
                any -> Bucket.builder()
                        .addLimit(
                                limit -> limit.capacity(2L * perSecond).refillGreedy(perSecond, Duration.ofSeconds(1)))
                        .withCustomTimePrecision(clock)
                        .build());
    }
}
