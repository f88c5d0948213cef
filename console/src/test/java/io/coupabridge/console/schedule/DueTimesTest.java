package io.coupabridge.console.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.RunMode;
import io.coupabridge.contracts.TaskCommand;
import io.coupabridge.contracts.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DueTimesTest {

    private static final Instant NOW = Instant.parse("2026-12-01T10:00:00Z");
    private static final ScheduleKey NORTHWIND = new ScheduleKey(new TenantId("northwind"), ApplicationRoster.TASK);
    private static final TaskSchedule DAILY = CronSchedule.of("0 2 * * *", "UTC");

    @Test
    void of_missed_times_only_the_last_is_due() {
        // given
        ScheduleRow row = row(Instant.parse("2026-11-20T02:00:00Z"));

        // then
        assertThat(DueCommands.due(DAILY, row, NOW)).isEqualTo("2026-12-01T02:00:00Z");
    }

    @Test
    void a_first_run_is_due_when_the_task_was_granted_and_at_no_regular_time() {
        // given
        Instant granted = NOW.minusSeconds(3);

        // then
        assertThat(GrantedTasks.first(DAILY, NORTHWIND, granted, NOW)).contains(granted);
        assertThat(DueCommands.due(DAILY, row(granted), NOW)).isEqualTo(granted);
    }

    @Test
    void a_task_that_was_granted_long_ago_begins_at_a_regular_time() {
        assertThat(GrantedTasks.first(DAILY, NORTHWIND, NOW.minus(Duration.ofDays(2)), NOW))
                .contains(Instant.parse("2026-12-02T02:00:00Z"));
    }

    @Test
    void a_task_that_is_off_has_no_first_run() {
        assertThat(GrantedTasks.first(TaskSchedule.OFF, NORTHWIND, NOW, NOW)).isEqualTo(Optional.empty());
    }

    @Test
    void a_command_is_the_same_at_every_try() {
        // when
        TaskCommand command = DueCommands.command(NORTHWIND, NOW, RunMode.AUTO);

        // then
        assertThat(command).isEqualTo(DueCommands.command(NORTHWIND, NOW, RunMode.AUTO));
        assertThat(command.commandId()).isEqualTo(NORTHWIND.commandId(NOW));
        assertThat(command.requestedBy()).isEqualTo("schedule");
        assertThat(command.requestedAt()).isEqualTo(NOW);
    }

    private static ScheduleRow row(Instant nextDue) {
        return new ScheduleRow(NORTHWIND, null, NOW, nextDue);
    }
}
