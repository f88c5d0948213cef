package io.coupabridge.token.mint;

import io.coupabridge.token.grant.Permit;
import java.time.Duration;
import org.jboss.logging.Logger;

/**
 * A claim while it is used: renewed for as long as Coupa is waited for, and counted by this process's own clock, which
 * goes on while the database is down or the process is paused. Of one thread.
 */
final class Lease implements Permit {

    private static final Logger LOG = Logger.getLogger(Lease.class);

    private final Claims claims;
    private final Claim claim;
    private final Duration length;
    private long endsAt;

    /** @param claimedAt by {@link System#nanoTime}, before the claim was taken */
    Lease(Claims claims, Claim claim, Duration length, long claimedAt) {
        this.claims = claims;
        this.claim = claim;
        this.length = length;
        this.endsAt = claimedAt + length.toNanos();
    }

    /** A database that does not answer cannot store what Coupa would grant, so there is no use in asking. */
    @Override
    public boolean holds() {
        return renewed();
    }

    @Override
    public void keep() {
        renewed();
    }

    /** Whether nobody else can have the claim yet. */
    boolean lasts() {
        return System.nanoTime() - endsAt < 0;
    }

    private boolean renewed() {
        long now = System.nanoTime();
        try {
            boolean held = claims.extend(claim);
            endsAt = held ? now + length.toNanos() : now;
            return held;
        } catch (RuntimeException e) {
            LOG.debugf(
                    "A claim of %s could not be renewed (%s).",
                    claim.tenant(), e.getClass().getSimpleName());
            return false;
        }
    }
}
