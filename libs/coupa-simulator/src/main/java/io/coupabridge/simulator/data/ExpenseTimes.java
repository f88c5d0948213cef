package io.coupabridge.simulator.data;

/** When the generated expenses were made, changed and paid for: oldest first, by position. */
final class ExpenseTimes {

    private static final long DAY = 86_400;

    private final Mix mix;
    private final CompanyTime time;
    private final DataSpec spec;
    private final int lines;
    private final int oldLines;
    private final int today;

    ExpenseTimes(Mix mix, CompanyTime time, DataSpec spec) {
        this.mix = mix;
        this.time = time;
        this.spec = spec;
        this.lines = spec.expenseLines();
        this.oldLines = (int) Math.round(lines * (1 - spec.recentShare()));
        this.today = time.epochDay(time.anchor());
    }

    long createdAt(int position) {
        long now = time.anchor();
        if (position < oldLines) {
            long oldest = now - spec.oldestDays() * DAY;
            long newest = now - (spec.recentDays() + 10) * DAY;
            return oldest + (newest - oldest) * position / Math.max(1, oldLines);
        }
        long oldest = now - (spec.recentDays() - 1) * DAY;
        long newest = now - 3_600;
        int recent = Math.max(1, lines - oldLines);
        return oldest + (newest - oldest) * (position - oldLines) / recent;
    }

    long updatedAt(int position) {
        int tied = Math.max(1, spec.tiedUpdates());
        int first = position - position % tied;
        int last = tied == 1 ? position : Math.min(lines - 1, first + tied - 1);
        return laterThan(createdAt(last), first, 503);
    }

    /** Within three weeks, but not in the future. */
    long laterThan(long created, long subject, int salt) {
        long room = Math.max(1, Math.min(21 * DAY, time.anchor() - 60 - created));
        return created + mix.below(subject, salt, room);
    }

    /** The local day of the transaction: up to a week before it was entered. */
    int expenseDay(int position) {
        int day = time.epochDay(createdAt(position)) - mix.below(position, 504, 7);
        return Math.max(day, today - (position < oldLines ? spec.oldestDays() : spec.recentDays()));
    }
}
