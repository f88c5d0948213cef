package io.coupabridge.expense;

import io.coupabridge.runtime.handler.RunScope;
import java.time.LocalDate;
import java.util.function.Predicate;

/**
 * Which of the lines that Coupa sends a run is to publish. Coupa is asked for little more than that, and may ignore what
 * it is asked (coupa-api §8.2, cases 18 and 20).
 *
 * @param row whether a line that stands in a row of its own belongs to the run
 * @param item whether a line belongs to the run that is nested in one that does
 */
record CoveredLines(Predicate<CoupaExpenseLine> row, Predicate<CoupaExpenseLine> item) {

    /** A full run goes back so many days, today not counted. */
    static final int DAYS = 90;

    private static final long SECONDS_A_DAY = 86_400;

    /** The lines of reports whose status changed: all of them, however old. */
    static final CoveredLines EVERY_LINE = new CoveredLines(line -> true, line -> true);

    /** An item that changed alone may show in its parent's {@code updated-at} only, so a covered parent covers its items. */
    static CoveredLines of(RunScope scope) {
        Predicate<CoupaExpenseLine> recent = line -> isRecent(line, scope);
        return scope.full()
                ? new CoveredLines(recent, recent)
                : new CoveredLines(line -> scope.covers(line.dates().updatedAt()), line -> true);
    }

    /** A line whose items changed may not show it, so an increment takes it whenever it was updated itself. */
    static CoveredLines ofParents(RunScope scope) {
        return scope.full() ? of(scope) : EVERY_LINE;
    }

    /** By the local dates of the instance: a day typed in Coupa is a day there, wherever the run is. */
    private static boolean isRecent(CoupaExpenseLine line, RunScope scope) {
        LocalDate date = line.dates().transaction();
        if (date == null) {
            return true;
        }
        long second = scope.startedAt().getEpochSecond() + line.dates().offset().getTotalSeconds();
        long today = Math.floorDiv(second, SECONDS_A_DAY);
        return date.toEpochDay() >= today - DAYS;
    }
}
