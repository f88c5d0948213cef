package io.coupabridge.benchmark.subject;

import java.util.Comparator;
import java.util.List;

/**
 * What one system needed for one work, each time that one process did it.
 *
 * @param each in their order; at least one
 */
public record Rounds(List<Measurement> each) {

    private static final int WARM = 3;

    public Rounds {
        each = List.copyOf(each);
    }

    /** The first: nothing was loaded or compiled before. */
    public Measurement cold() {
        return each.get(0);
    }

    /**
     * Of the last rounds, for which most was loaded and compiled before, the one whose CPU is in the middle; the cold one when
     * there is no other. Collections of garbage and what else the machine does fall into one round more than into another.
     */
    public Measurement typical() {
        List<Measurement> last = each.subList(Math.max(warm() ? 1 : 0, each.size() - WARM), each.size()).stream()
                .sorted(Comparator.comparingDouble(Measurement::cpuSeconds))
                .toList();
        return last.get(last.size() / 2);
    }

    /** Whether the process had done the work before its last round. */
    public boolean warm() {
        return each.size() > 1;
    }
}
