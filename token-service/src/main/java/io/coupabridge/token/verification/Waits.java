package io.coupabridge.token.verification;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** When to try again what Coupa refused or did not answer (promise 8). */
public final class Waits {

    private static final List<Duration> PROBES =
            List.of(Duration.ofMinutes(1), Duration.ofMinutes(5), Duration.ofMinutes(30), Duration.ofHours(6));
    private static final Duration FIRST = Duration.ofSeconds(2);
    private static final Duration LONGEST = Duration.ofMinutes(15);
    private static final int MOST_DOUBLINGS = 9;

    private Waits() {}

    /** The next of the four looks at a dead credential; empty when they are over. */
    static Optional<Instant> nextProbe(Instant deadSince, Instant now) {
        return PROBES.stream().map(deadSince::plus).filter(now::isBefore).findFirst();
    }

    /**
     * The wait after so many failures in a row, doubling from two seconds to a quarter of an hour, the last half of it at
     * random; longer when Coupa asks for it.
     *
     * @param failures from 1
     */
    public static Duration afterOutage(int failures, Optional<Duration> retryAfter) {
        Duration full = FIRST.multipliedBy(1L << Math.min(failures - 1, MOST_DOUBLINGS));
        long bound = Math.min(full.toMillis(), LONGEST.toMillis());
        Duration wait =
                Duration.ofMillis(bound / 2 + ThreadLocalRandom.current().nextLong(bound / 2 + 1));
        return retryAfter.filter(asked -> asked.compareTo(wait) > 0).orElse(wait);
    }
}
