package io.coupabridge.runtime.run;

import io.coupabridge.client.failure.UnauthorizedException;
import io.coupabridge.runtime.connection.Access.Granted;
import java.time.Clock;

/** The token that a run's requests carry. What has ended, or was refused by Coupa, is not sent any more. Thread-safe. */
final class HeldToken {

    private final Clock clock;
    private volatile Granted current;

    /** The version of the last token that Coupa refused: what has not been sent with it is not sent any more. */
    private volatile long refusedVersion;

    private long triedAgainNanos = System.nanoTime() - 1;

    HeldToken(Granted current, Clock clock) {
        this.current = current;
        this.clock = clock;
    }

    Granted current() {
        return current;
    }

    /** The host whose budget is used. */
    String host() {
        return current.baseUrl().hostKey();
    }

    void use(Granted fresh) {
        current = fresh;
    }

    /** Whether a request that is sent now may carry the token: it has not ended, and Coupa has not refused it. */
    boolean mayCarry(Granted with) {
        return with.tokenVersion() > refusedVersion && with.servesAt(clock.instant());
    }

    /**
     * @throws UnauthorizedException when Coupa has refused the token
     * @throws ExpiredTokenException when it has ended
     */
    void requireUsable(Granted with) {
        if (with.tokenVersion() <= refusedVersion) {
            throw new UnauthorizedException(
                    "Coupa at " + with.baseUrl().host() + " does not accept the token of another request.");
        }
        if (!with.servesAt(clock.instant())) {
            throw new ExpiredTokenException();
        }
    }

    /** A token that was refused is tried again: what was sent before this does not speak against it. */
    synchronized void tryAgain() {
        refusedVersion = 0;
        triedAgainNanos = System.nanoTime();
    }

    /** @param sentNanos when the request was sent that Coupa refused, by {@link System#nanoTime} */
    synchronized void refused(Granted with, long sentNanos) {
        if (sentNanos - triedAgainNanos > 0) {
            refusedVersion = Math.max(refusedVersion, with.tokenVersion());
        }
    }
}
