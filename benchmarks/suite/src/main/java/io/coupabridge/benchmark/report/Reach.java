package io.coupabridge.benchmark.report;

import java.util.function.DoublePredicate;

/**
 * What a figure is to reach.
 *
 * @param words as they stand in a table
 * @param holds whether a measured figure reaches it
 */
public record Reach(String words, DoublePredicate holds) {

    /** For a figure that only informs. */
    public static final Reach NONE = new Reach("–", figure -> true);

    public static Reach atMost(double bound, int decimals) {
        return new Reach("≤ " + Stats.number(bound, decimals), figure -> figure <= bound);
    }

    public static Reach below(double bound, int decimals) {
        return new Reach("< " + Stats.number(bound, decimals), figure -> figure < bound);
    }

    public static Reach atLeast(double bound, int decimals) {
        return new Reach("≥ " + Stats.number(bound, decimals), figure -> figure >= bound);
    }

    public static Reach exactly(long value) {
        return new Reach(Stats.number(value, 0), figure -> figure == value);
    }
}
