package io.coupabridge.console.notification;

import java.time.Instant;

/**
 * How a delivery stands.
 *
 * @param tries so far
 * @param status of the last answer, by HTTP or SMTP; null when there was none
 * @param fault why the last try has failed, as a code; null when none has
 * @param triedAt of the last try; null before the first
 * @param nextTry null when it does not wait, or waits for the one before it
 */
public record DeliveryLine(
        long sequence,
        String headline,
        Instant at,
        State state,
        int tries,
        Integer status,
        String fault,
        Instant triedAt,
        Instant nextTry) {

    /** Where it stands. */
    public enum State {
        WAITING,
        DELIVERED,
        /** It was tried for a day. */
        GIVEN_UP
    }
}
