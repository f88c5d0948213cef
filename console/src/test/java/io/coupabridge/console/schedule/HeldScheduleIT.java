package io.coupabridge.console.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.console.ConsoleTest;
import io.coupabridge.console.command.CommandSender;
import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.edge.trail.Who;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Schedules that are held back for a while, and what people set meanwhile. */
@QuarkusTest
class HeldScheduleIT extends ConsoleTest {

    private static final TaskSchedule DAILY = TaskSchedule.parse("cron 0 2 * * * Europe/Berlin");

    @Inject
    Schedules schedules;

    @Inject
    ScheduleTable table;

    @Inject
    SchedulePolicy policy;

    @Inject
    EarlierRuns runs;

    @Inject
    CommandSender sender;

    @Inject
    ScheduleMetrics metrics;

    @Inject
    Clock clock;

    private ScheduleKey key;
    private Instant due;

    /** Due in an hour, so that nobody else looks at it. */
    @BeforeEach
    void plan() {
        key = new ScheduleKey(tenant, ApplicationRoster.TASK);
        due = Instant.ofEpochSecond(clock.instant().plus(Duration.ofHours(1)).getEpochSecond());
        // the console may have begun a moment ago
        eventually(() -> table.add(key));
        table.grant(key, clock.instant());
        table.set(key, DAILY);
        table.plan(key, DAILY, Optional.of(due));
    }

    @Test
    void one_that_is_set_off_sends_again_once_it_is_on() {
        // given
        hold(due);
        assertThat(view().pausedBecause()).isEqualTo(PausedBecause.EARLIER_RUN_WAITS);
        schedules.set(tenant, key.task(), TaskSchedule.OFF, Who.SERVICE);
        assertThat(view().pausedBecause()).isNull();

        // when
        schedules.set(tenant, key.task(), DAILY, Who.SERVICE);

        // then
        assertThat(lookedAtWhenDue()).isTrue();
    }

    @Test
    void one_that_was_set_since_it_was_looked_at_is_not_held() {
        // given
        schedules.set(tenant, key.task(), DAILY, Who.SERVICE);

        // when
        hold(due);

        // then
        assertThat(view().pausedBecause()).isNull();
        assertThat(lookedAtWhenDue()).isTrue();
    }

    @Test
    void one_that_is_paused_stays_so_whatever_is_set() {
        // given
        table.pause(key, PausedBecause.SCOPE_MISSING, clock.instant());

        // when
        schedules.set(tenant, key.task(), DAILY, Who.SERVICE);

        // then
        assertThat(view().pausedBecause()).isEqualTo(PausedBecause.SCOPE_MISSING);
        assertThat(lookedAtWhenDue()).isFalse();
    }

    @Test
    void one_that_cannot_be_read_is_paused_alone() {
        // given
        database.update(
                "update task_schedule set own = 'cron 0 2 * * * Mars/Olympus', next_due = ?, look_at = ? where tenant = ?",
                clock.instant(),
                clock.instant(),
                tenant.value());

        // when
        looker().send(() -> false);

        // then
        assertThat(view().pausedBecause()).isEqualTo(PausedBecause.SCHEDULE_UNREADABLE);
        assertThat(view().schedule()).isEqualTo(TaskSchedule.UNREADABLE);
        schedules.set(tenant, key.task(), DAILY, Who.SERVICE);
        assertThat(view().pausedBecause()).isNull();
        assertThat(lookedAtWhenDue()).isTrue();
    }

    /** As by somebody who has seen it due then. */
    private void hold(Instant seen) {
        Instant now = clock.instant();
        ScheduleRow row = new ScheduleRow(key, null, now, seen);
        table.hold(row, PausedBecause.EARLIER_RUN_WAITS, now, now.plus(Duration.ofMinutes(1)));
    }

    private boolean lookedAtWhenDue() {
        return count("select count(*) from task_schedule where tenant = ? and look_at = next_due", tenant.value()) == 1;
    }

    private DueCommands looker() {
        return new DueCommands(table, policy, runs, sender, metrics, clock);
    }

    private ScheduleView view() {
        return schedules.of(tenant).stream()
                .filter(view -> view.task().equals(key.task()))
                .findFirst()
                .orElseThrow();
    }
}
