package io.coupabridge.simulator.data;

/**
 * The ids of the records an instance starts with, as arithmetic instead of a list: ascending, with gaps, and with one
 * leap in the middle if wanted.
 */
final class IdSpace {

    private static final int GAP_SALT = 11;

    private final long first;
    private final int count;
    private final int gap;
    private final long leap;
    private final Mix mix;

    IdSpace(long first, int count, int gap, long leap, Mix mix) {
        this.first = first;
        this.count = count;
        this.gap = Math.max(1, gap);
        this.leap = leap;
        this.mix = mix;
    }

    int count() {
        return count;
    }

    long idAt(int index) {
        long slot = first + (long) index * gap + (index >= count / 2 ? leap : 0);
        return gap == 1 ? slot : slot + mix.below(first + index, GAP_SALT, gap);
    }

    /** The index of the smallest id that is not below the given one; {@link #count()} when there is none. */
    int ceilingIndex(long id) {
        int index = slotOf(id);
        while (index < count && idAt(index) < id) {
            index++;
        }
        return index;
    }

    /** The index of the largest id that is not above the given one; -1 when there is none. */
    int floorIndex(long id) {
        int index = ceilingIndex(id);
        return index < count && idAt(index) == id ? index : index - 1;
    }

    /** The index of exactly this id, or -1. */
    int indexOf(long id) {
        int index = ceilingIndex(id);
        return index < count && idAt(index) == id ? index : -1;
    }

    /** An index for any id, also for one that is not of this space: where its record gets its character from. */
    int positionOf(long id) {
        int index = indexOf(id);
        return index >= 0 ? index : (int) Math.floorMod(id, (long) Math.max(1, count));
    }

    private int slotOf(long id) {
        if (id <= first || count == 0) {
            return 0;
        }
        int middle = count / 2;
        long upperStart = first + (long) middle * gap + leap;
        if (id >= upperStart) {
            return (int) Math.min(count, middle + (id - upperStart) / gap);
        }
        return (int) Math.min(middle, (id - first) / gap);
    }

    /** The first id that was never used. */
    long next() {
        return count == 0 ? first : idAt(count - 1) + 1;
    }
}
