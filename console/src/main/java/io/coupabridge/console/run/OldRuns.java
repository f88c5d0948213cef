package io.coupabridge.console.run;

import io.coupabridge.edge.health.RegularLook;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import org.jboss.logging.Logger;

/** Takes away runs of which nothing was heard for 90 days. */
@Singleton
public class OldRuns {

    private static final Logger LOG = Logger.getLogger(OldRuns.class);
    private static final Duration KEPT = Duration.ofDays(90);
    private static final Duration LOOK = Duration.ofMinutes(10);

    private final KnownRuns runs;
    private final Clock clock;
    private final RegularLook looks = new RegularLook("old-runs", LOOK, this::forget);

    OldRuns(KnownRuns runs, Clock clock) {
        this.runs = runs;
        this.clock = clock;
    }

    public void start() {
        looks.start();
    }

    public void stop() {
        looks.close();
    }

    void forget() {
        LOG.debugf("Forgot %d runs.", runs.forgetUntouchedSince(clock.instant().minus(KEPT)));
    }
}
