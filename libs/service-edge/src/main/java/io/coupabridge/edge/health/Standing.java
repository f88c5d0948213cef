package io.coupabridge.edge.health;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jboss.logging.Logger;

/**
 * What is known of something that is asked again and again. It goes down when nothing good was heard for four seconds, so
 * that a slow answer or one fault does not count, and silence does. It comes up again at the second good answer in a row.
 * Thread-safe.
 */
final class Standing {

    /** With the second that may pass before the first bad answer, readiness tells within five. */
    static final Duration PATIENCE = Duration.ofSeconds(4);

    private static final Logger LOG = Logger.getLogger(Standing.class);

    private final String name;
    private final Clock clock;

    private boolean up;
    private boolean everUp;
    private int goodInARow;
    private Instant lastGood;
    private Map<String, String> said;

    /** @param name in words that stand before "is lost" */
    Standing(String name, Clock clock) {
        this.name = name;
        this.clock = clock;
        this.lastGood = clock.instant();
        this.said = Map.of(name, "has not been asked yet");
    }

    /** @param troubles what an answer said is wrong; empty when nothing is */
    synchronized void heard(Map<String, String> troubles) {
        said = Map.copyOf(troubles);
        if (troubles.isEmpty()) {
            // silence before this answer has counted, even if nobody has asked
            look();
            lastGood = clock.instant();
            goodInARow++;
            comeUp();
        } else {
            goodInARow = 0;
            look();
        }
    }

    /** Why it is down, in words by what is concerned; empty while it is up. */
    synchronized Map<String, String> troubles() {
        look();
        if (up) {
            return Map.of();
        }
        return said.isEmpty()
                ? Map.of(name, "does not answer steadily; last " + silence().toSeconds() + " s ago")
                : said;
    }

    /** How long ago the last good answer was. */
    synchronized Duration silence() {
        return Duration.between(lastGood, clock.instant());
    }

    private void look() {
        if (up && silence().compareTo(PATIENCE) >= 0) {
            up = false;
            goodInARow = 0;
            LOG.warnf(
                    "%s is lost: %s",
                    name,
                    said.isEmpty()
                            ? "no answer for " + silence().toSeconds() + " s."
                            : said.entrySet().stream()
                                    .map(each -> each.getKey() + " " + each.getValue())
                                    .sorted()
                                    .findFirst()
                                    .orElseThrow());
        }
    }

    private void comeUp() {
        if (!up && goodInARow >= (everUp ? 2 : 1)) {
            if (everUp) {
                LOG.infof("%s is back.", name);
            }
            up = true;
            everUp = true;
        }
    }
}
