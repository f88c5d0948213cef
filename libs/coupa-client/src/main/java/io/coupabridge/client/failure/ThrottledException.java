package io.coupabridge.client.failure;

import java.time.Duration;
import java.util.Optional;

/** Coupa asks for fewer requests: status 429, or 503 with a Retry-After (coupa-api §3.9). The run waits, it does not fail. */
public final class ThrottledException extends CoupaException {

    private final Optional<Duration> retryAfter;

    /** @param retryAfter how long Coupa asks to wait; empty when it does not say, or says something unusable */
    public ThrottledException(String message, Optional<Duration> retryAfter) {
        super(message);
        this.retryAfter = retryAfter;
    }

    /** Positive and at most 24 hours; counted from the moment of the answer. */
    public Optional<Duration> retryAfter() {
        return retryAfter;
    }

    @Override
    public boolean retryable() {
        return true;
    }
}
