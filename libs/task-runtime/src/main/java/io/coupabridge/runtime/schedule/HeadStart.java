package io.coupabridge.runtime.schedule;

import java.time.Duration;
import java.time.Instant;

/**
 * How far a run goes ahead of others in the line for a worker: the further, the less it has read yet (ADR 13). So runs that
 * come into a full house catch up, and short ones end soon; and since it is bounded, nobody waits long for them.
 */
public final class HeadStart {

    /** Runs that have read more are all alike. */
    private static final int PAGES = 20;

    private static final Duration A_PAGE = Duration.ofMillis(750);

    /** As far ahead as slots are handed out. */
    private static final Duration NO_WAIT = Duration.ofSeconds(1);

    private HeadStart() {}

    /**
     * @param pages that the run has read
     * @return 15 seconds at first, nothing after twenty pages
     */
    public static Duration of(long pages) {
        return A_PAGE.multipliedBy(Math.max(0, PAGES - pages));
    }

    /**
     * When a run goes on that hands its worker back.
     *
     * @param pages that it has read
     * @param pause until its next slot. A short one is no wait: a run whose first slice fell into a busy moment would
     *     else stand behind all that have read more
     */
    public static NextStep next(long pages, Duration pause, Instant now) {
        return pause.compareTo(NO_WAIT) <= 0 ? new NextStep.Again(of(pages)) : new NextStep.At(now.plus(pause));
    }
}
