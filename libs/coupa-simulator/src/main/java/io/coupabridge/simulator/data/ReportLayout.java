package io.coupabridge.simulator.data;

/**
 * Which lines are on which report, as arithmetic: blocks of 64 neighbouring lines are dealt to 8 reports of 1 to 15
 * lines each.
 */
final class ReportLayout {

    private static final int BLOCK = 64;
    private static final int[] SIZES = {3, 8, 1, 12, 6, 15, 9, 10};

    private final Mix mix;
    private final int lines;
    private final int itemisedPermille;

    ReportLayout(Mix mix, int lines, int itemisedPermille) {
        this.mix = mix;
        this.lines = lines;
        this.itemisedPermille = itemisedPermille;
    }

    int reports() {
        return lines == 0 ? 0 : reportOf(lines - 1) + 1;
    }

    int reportOf(int line) {
        int block = line / BLOCK;
        int rest = line % BLOCK;
        int slot = 0;
        while (rest >= size(block, slot)) {
            rest -= size(block, slot);
            slot++;
        }
        return block * SIZES.length + slot;
    }

    int firstLine(int report) {
        int block = report / SIZES.length;
        int first = block * BLOCK;
        for (int slot = 0; slot < report % SIZES.length; slot++) {
            first += size(block, slot);
        }
        return first;
    }

    /** The line after the report's last one. */
    int endLine(int report) {
        return Math.min(lines, firstLine(report) + size(report / SIZES.length, report % SIZES.length));
    }

    private int size(int block, int slot) {
        return SIZES[(slot + mix.below(block, 401, SIZES.length)) % SIZES.length];
    }

    /** Whether the report starts with a line that is itemised into the two after it. */
    boolean isItemised(int report) {
        return endLine(report) - firstLine(report) >= 4 && mix.permille(report, 402, itemisedPermille);
    }
}
