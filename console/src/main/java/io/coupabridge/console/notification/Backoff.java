package io.coupabridge.console.notification;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** When a delivery is tried again: soon at first, every four hours at last, and after a day no more. */
final class Backoff {

    static final Duration TRIED_FOR = Duration.ofDays(1);

    private static final List<Duration> PAUSES = List.of(
            Duration.ofSeconds(1),
            Duration.ofSeconds(5),
            Duration.ofSeconds(30),
            Duration.ofMinutes(2),
            Duration.ofMinutes(10),
            Duration.ofMinutes(30),
            Duration.ofHours(1),
            Duration.ofHours(2),
            Duration.ofHours(4));

    private Backoff() {}

    /**
     * @param tries that have failed, from 1
     * @param queued since when it waits
     * @return the last try is when the day ends; empty after it
     */
    static Optional<Instant> next(int tries, Instant queued, Instant now) {
        Instant end = queued.plus(TRIED_FOR);
        if (!now.isBefore(end)) {
            return Optional.empty();
        }
        Instant next = now.plus(PAUSES.get(Math.min(tries, PAUSES.size()) - 1));
        return Optional.of(next.isBefore(end) ? next : end);
    }
}
