package io.coupabridge.budget;

/**
 * Where the database's clock stands on this JVM's {@link System#nanoTime()}, as far as its answers tell. Thread-safe.
 *
 * <p>Each answer bounds it by its own trip, however busy the machines are; what is known is what all of them leave, those
 * from long ago with room for drift. A sample alone always holds, and what is known never lies outside the newest one. So a
 * database clock that is set, or drifts faster, by less than a trip makes this wrong by less than that trip; and one that
 * jumps further shows, and shifts the slots that others hold by as much anyway.
 */
final class DatabaseClock {

    /**
     * 1 ms a second: ntpd and the kernel slew a clock by half of that at most, and there are two. A faster correction (chrony's
     * are, unless its {@code maxslewrate} is lowered) is a clock that is set by and by.
     */
    private static final long NANOS_PER_NANO_OF_DRIFT = 1_000;

    private Offset known;
    private long knownAt;

    /**
     * An answer and the time at which the database worked it out.
     *
     * @param sent by {@link System#nanoTime()}
     * @param received by {@link System#nanoTime()}
     * @param waited nanoseconds from the arrival of the question to the working out of the answer, by the database's clock
     * @param workedOut by the database's clock, in nanoseconds since the epoch
     */
    record Sample(long sent, long received, long waited, long workedOut) {

        Sample {
            // a database clock that was set while it waited is not believed
            waited = waited < 0 || waited > received - sent ? 0 : waited;
        }

        /** Nanoseconds that the question and the answer took, without waiting. */
        long trip() {
            return received - sent - waited;
        }

        private Offset offset() {
            return new Offset(sent + waited - workedOut, received - workedOut);
        }
    }

    /**
     * What to add to a time of the database to get one of {@link System#nanoTime()}: no less than the one, no more than the
     * other. As with that clock, only differences mean anything.
     */
    record Offset(long earliest, long latest) {

        private boolean overlaps(Offset other) {
            return latest - other.earliest >= 0 && other.latest - earliest >= 0;
        }

        long width() {
            return latest - earliest;
        }

        /** What is left of it so many nanoseconds later, or earlier. */
        Offset after(long nanos) {
            long drift = Math.abs(nanos) / NANOS_PER_NANO_OF_DRIFT;
            return new Offset(earliest - drift, latest + drift);
        }

        private Offset within(Offset other) {
            return new Offset(
                    earliest - other.earliest > 0 ? earliest : other.earliest,
                    latest - other.latest < 0 ? latest : other.latest);
        }
    }

    /** Takes an answer into account, and says what is known when it arrived. */
    synchronized Offset learn(Sample sample) {
        Offset told = sample.offset();
        if (known == null) {
            known = told;
        } else {
            // answers to several threads may be learnt in another order than they came
            Offset before = known.after(sample.received() - knownAt);
            // else the clock was set, or another server answers
            known = before.overlaps(told) ? before.within(told) : told;
        }
        knownAt = sample.received();
        return known;
    }
}
