package io.coupabridge.token.mint;

import io.coupabridge.token.grant.GrantResult;
import java.time.Duration;
import java.time.Instant;

/** What came of wanting a token newer than one. */
public sealed interface MintResult {

    /** There is one: granted just now, or to somebody else who wanted the same. */
    record Available(long version) implements MintResult {}

    /** Another replica is at it; look again, at the latest when its claim lapses. */
    record Busy(Instant until) implements MintResult {}

    /** The credential is dead and has had its calls for now (promise 8). */
    record LeftAlone(Instant until) implements MintResult {}

    /** The connection has another credential by now, or none. */
    record Superseded() implements MintResult {}

    /** This replica lacks the key of the stored secret, which says nothing of the secret; nothing was sent. */
    record KeyMissing() implements MintResult {

        /** Another replica may have the key, or this one's file soon. */
        public static final Duration RETRY_IN = Duration.ofSeconds(10);
    }

    /** The stored secret does not open with this service's keys; nothing was sent. */
    record SecretUnreadable() implements MintResult {}

    /** Nothing was sent: the request budget had no slot, or its database does not answer. */
    record NoBudget(Duration retryIn) implements MintResult {}

    /** Coupa said no. */
    record Refused(GrantResult.Refused grant) implements MintResult {}

    /**
     * Coupa could not be asked.
     *
     * @param failures how many times in a row for this tenant and task, this one included
     */
    record Unavailable(GrantResult.Unavailable grant, int failures) implements MintResult {}
}
