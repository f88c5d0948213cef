package io.coupabridge.token.mint;

import io.coupabridge.token.grant.GrantResult.Granted;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * When a token may be used, must be renewed and ends (promise 7). Its life counts from when it was asked for, its rest
 * from when it came: the careful side each time.
 */
record TokenTimes(Instant usableFrom, Instant renewAt, Instant expiresAt) {

    private static final int SHARE_OF_LIFE = 100;
    private static final Duration SHORTEST_USE = Duration.ofSeconds(5);

    /** @param luck from 0 to 1: how much of the spread this renewal comes earlier */
    static TokenTimes of(Granted granted, TokenConfig config, double luck) {
        Duration life = granted.lifetime();
        Instant asked = granted.askedAt().truncatedTo(ChronoUnit.MILLIS);
        Instant usableFrom = granted.answeredAt()
                .plus(config.usableAfter())
                .truncatedTo(ChronoUnit.MILLIS)
                .plusMillis(1);
        Instant expiresAt = asked.plus(life);
        Instant byShare = asked.plus(life.multipliedBy(5).dividedBy(6));
        Instant byEnd = expiresAt.minus(config.renewBeforeEnd());
        Duration spread = shorter(config.renewalSpread(), life.dividedBy(SHARE_OF_LIFE));
        Instant renewAt = earlier(byShare, byEnd).minusMillis((long) (spread.toMillis() * luck));
        // a token that lives for seconds only is not renewed before it could be used
        return new TokenTimes(usableFrom, later(renewAt, usableFrom), expiresAt);
    }

    /** Whether there is enough time in which the token can be used. */
    boolean usable() {
        return usableFrom.plus(SHORTEST_USE).isBefore(expiresAt);
    }

    private static Instant earlier(Instant a, Instant b) {
        return a.isBefore(b) ? a : b;
    }

    private static Instant later(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
