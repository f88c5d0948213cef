package io.coupabridge.client.failure;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before trying again when Coupa does not say: full jitter under an exponential bound, from one second
 * to at most a minute (coupa-api §3.9). Holds no state but the source of randomness, and is as thread-safe as that is.
 */
public final class RetryDelays {

    static final Duration FIRST = Duration.ofSeconds(1);
    static final Duration CAP = Duration.ofSeconds(60);

    private static final int DOUBLINGS_UP_TO_THE_CAP = 6;

    private final RandomGenerator random;

    public RetryDelays(RandomGenerator random) {
        this.random = random;
    }

    /**
     * @param failures how many attempts have failed in a row, from 1
     * @return between zero and the bound, evenly spread
     */
    public Duration after(int failures) {
        return Duration.ofMillis(random.nextLong(bound(failures).toMillis() + 1));
    }

    /** The longest delay after so many failures. */
    static Duration bound(int failures) {
        if (failures < 1) {
            throw new IllegalArgumentException("Failures are counted from 1, not " + failures + ".");
        }
        Duration doubled = FIRST.multipliedBy(1L << Math.min(failures - 1, DOUBLINGS_UP_TO_THE_CAP));
        return doubled.compareTo(CAP) < 0 ? doubled : CAP;
    }
}
