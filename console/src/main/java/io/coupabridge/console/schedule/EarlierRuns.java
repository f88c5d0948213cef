package io.coupabridge.console.schedule;

import io.coupabridge.console.database.ConsoleDatabase;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What the runs so far say about the next. Thread-safe. */
@Singleton
class EarlierRuns {

    /** A run fails when it is not done by then, so that one that is older has ended and nobody heard of it. */
    private static final Duration DEADLINE = Duration.ofDays(1);

    private final ConsoleDatabase database;

    EarlierRuns(ConsoleDatabase database) {
        this.database = database;
    }

    /** Whether a run of this task was accepted and has not begun. */
    boolean oneWaits(ScheduleKey key, Instant now) {
        return database.one("""
                        select 1 from run where tenant = ? and task = ? and finished_at is null and state = 'QUEUED'
                            and first_seen > ? limit 1
                        """, row -> true, key.tenant().value(), key.task().name(), now.minus(DEADLINE))
                .isPresent();
    }

    /** When the last full run was complete, as far as runs are still known. */
    Optional<Instant> lastFull(ScheduleKey key) {
        return database.one(
                        """
                        select max(finished_at) as finished_at from run
                        where tenant = ? and task = ? and state = 'COMPLETED' and mode = 'FULL'
                        """,
                        row -> Optional.ofNullable(ConsoleDatabase.instant(row, "finished_at")),
                        key.tenant().value(),
                        key.task().name())
                .orElseThrow();
    }
}
