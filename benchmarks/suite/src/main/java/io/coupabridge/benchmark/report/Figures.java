package io.coupabridge.benchmark.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * This system's figures beside what they are to reach, each measured once or more. A table has them in the order in which
 * they came first. Not thread-safe.
 */
public final class Figures {

    private final Map<String, Figure> figures = new LinkedHashMap<>();

    private record Figure(Reach reach, int decimals, List<Double> values) {

        boolean reached() {
            return values.stream().allMatch(reach.holds()::test);
        }

        /** Every run counts: a promise is not kept by a median. */
        String verdict() {
            if (reach.equals(Reach.NONE)) {
                return "";
            }
            if (values.size() == 1) {
                return reached() ? "yes" : "**no**";
            }
            long held = values.stream().filter(reach.holds()::test).count();
            String words = held + " of " + values.size();
            return reached() ? words : "**" + words + "**";
        }
    }

    /**
     * Takes what one more run measured.
     *
     * @param name with the unit; the same for the same figure of each run
     * @param decimals that are shown
     */
    public Figures add(String name, Reach reach, int decimals, double value) {
        figures.computeIfAbsent(name, first -> new Figure(reach, decimals, new ArrayList<>()))
                .values()
                .add(value);
        return this;
    }

    /** Those that a run did not reach, in words. */
    List<String> missed() {
        return figures.entrySet().stream()
                .filter(entry -> !entry.getValue().reached())
                .map(entry -> {
                    Figure figure = entry.getValue();
                    return entry.getKey() + " " + Stats.text(figure.values(), figure.decimals()) + ", not "
                            + figure.reach().words();
                })
                .toList();
    }

    /** With the median of several runs, and the least and the most of them behind it. */
    @Override
    public String toString() {
        Table table = new Table("figure", "reach", "measured", "reached");
        figures.forEach((name, figure) -> table.row(
                name, figure.reach().words(), Stats.text(figure.values(), figure.decimals()), figure.verdict()));
        return table.toString();
    }
}
