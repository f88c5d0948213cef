package io.coupabridge.benchmark.subject;

import java.util.List;

/**
 * What one system needed for one work, each time that one process did it.
 *
 * @param each in their order; at least one
 */
public record Rounds(List<Measurement> each) {

    public Rounds {
        each = List.copyOf(each);
    }

    /** The first: nothing was loaded or compiled before. */
    public Measurement cold() {
        return each.get(0);
    }

    /** The one for which most was loaded and compiled before; the cold one when there is no other. */
    public Measurement last() {
        return each.get(each.size() - 1);
    }

    /** Whether the process had done the work before its last round. */
    public boolean warm() {
        return each.size() > 1;
    }
}
