package io.coupabridge.edge.health;

import java.time.Duration;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/**
 * What is known of something that is asked again and again. It goes down when nothing good was heard for four seconds, so
 * that a slow answer or one fault does not count, and silence does. It comes up again at the second good answer in a row; one
 * that comes after four seconds of silence begins such a row. Thread-safe.
 */
final class Standing {

    /** With the second that may pass before the first bad answer, readiness tells within five. */
    static final Duration PATIENCE = Duration.ofSeconds(4);

    private static final Logger LOG = Logger.getLogger(Standing.class);

    private final String name;
    private final LongSupplier nanos;

    private boolean up;
    private boolean everUp;
    private int goodInARow;
    private long lastGood;
    private Map<String, String> said;

    /**
     * @param name in words that stand before "is lost"
     * @param nanos as {@link System#nanoTime}: a clock that is corrected makes nothing silent
     */
    Standing(String name, LongSupplier nanos) {
        this.name = name;
        this.nanos = nanos;
        this.lastGood = nanos.getAsLong();
        this.said = Map.of(name, "has not been asked yet");
    }

    /** @param troubles what an answer said is wrong; empty when nothing is */
    synchronized void heard(Map<String, String> troubles) {
        said = Map.copyOf(troubles);
        if (troubles.isEmpty()) {
            // silence before this answer has counted, even if nobody has asked
            look();
            goodInARow = longSilent() ? 1 : goodInARow + 1;
            lastGood = nanos.getAsLong();
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

    /** Whether it was up at any time. */
    synchronized boolean everUp() {
        return everUp;
    }

    /** How long ago the last good answer was. */
    synchronized Duration silence() {
        return Duration.ofNanos(nanos.getAsLong() - lastGood);
    }

    private boolean longSilent() {
        return silence().compareTo(PATIENCE) >= 0;
    }

    private void look() {
        if (up && longSilent()) {
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
