package io.coupabridge.console.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.ExpenseDiscovery;
import io.coupabridge.contracts.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TaskScheduleTest {

    private static final Instant NOW = Instant.parse("2026-12-01T10:00:00Z");
    private static final ScheduleKey NORTHWIND = new ScheduleKey(new TenantId("northwind"), ApplicationRoster.TASK);

    @ParameterizedTest
    @ValueSource(strings = {"cron 0 2 * * * Mars/Olympus", "on the 3rd workday", "every P99D", "unreadable"})
    void what_another_version_has_stored_is_never_due(String text) {
        // when
        TaskSchedule schedule = TaskSchedule.stored(text);

        // then
        assertThat(schedule).isEqualTo(TaskSchedule.UNREADABLE);
        assertThat(schedule.after(NOW, NORTHWIND)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"off", "every PT6H", "every PT720H", "cron 0 2 * * * Europe/Berlin", "cron */30 1-5 * * 1 UTC"})
    void a_schedule_is_read_from_its_text(String text) {
        assertThat(TaskSchedule.parse(text).text()).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "'', KIND",
        "never, KIND",
        "Off, KIND",
        "cron, KIND",
        "every, KIND",
        "every six hours, EVERY",
        "every PT0S, EVERY",
        "every PT-6H, EVERY",
        "every PT1.5S, EVERY",
        "every P32D, EVERY",
        "every P999999999999D, EVERY",
        "cron 0 2 * * *, ZONE",
        "cron 0 2 * * * Europe/Atlantis, ZONE",
        "cron 0 2 * * * +01:00, ZONE",
        "cron 0 2 * * <b> UTC, CRON",
        "cron 0 2 * * Europe/Berlin, CRON",
        "cron 0 0 2 * * * UTC, CRON",
        "cron 0 25 * * * UTC, CRON",
        "cron */0 2 * * * UTC, CRON",
        "cron 0 2 * * * || 0 3 * * * UTC, CRON",
        "cron 0|1 2|3 * * * UTC, CRON",
        "cron 0 0 30 2 * UTC, CRON",
        "cron 0 0 31 4 * UTC, CRON"
    })
    void what_is_no_schedule_is_refused_with_the_part_that_is_wrong(String text, BadScheduleException.Part part) {
        assertThatThrownBy(() -> TaskSchedule.parse(text))
                .isInstanceOfSatisfying(
                        BadScheduleException.class, e -> assertThat(e.part()).isEqualTo(part));
    }

    @Test
    void a_cron_that_is_never_due_says_so() {
        assertThatThrownBy(() -> TaskSchedule.parse("cron 0 0 30 2 * UTC")).hasMessageContaining("never due");
    }

    @Test
    void an_interval_is_due_once_in_each() {
        // given
        TaskSchedule schedule = new TaskSchedule.Every(Duration.ofHours(6));

        // when
        Instant next = schedule.after(NOW, NORTHWIND).orElseThrow();

        // then
        assertThat(next).isAfter(NOW).isBeforeOrEqualTo(NOW.plus(Duration.ofHours(6)));
        assertThat(schedule.after(next, NORTHWIND)).contains(next.plus(Duration.ofHours(6)));
        assertThat(schedule.latest(next, NORTHWIND)).contains(next);
        assertThat(schedule.latest(next.minusNanos(1), NORTHWIND)).contains(next.minus(Duration.ofHours(6)));
    }

    @Test
    void ten_thousand_tenants_are_spread_over_the_interval() {
        // given
        TaskSchedule daily = new TaskSchedule.Every(Duration.ofDays(1));

        // when
        Map<Long, Long> perHour = IntStream.range(0, 10_000)
                .mapToObj(i -> new ScheduleKey(new TenantId("tenant-" + i), ApplicationRoster.TASK))
                .map(key -> daily.after(NOW, key).orElseThrow())
                .collect(Collectors.groupingBy(
                        due -> Duration.between(NOW, due).toHours(), TreeMap::new, Collectors.counting()));

        // then: 417 on average
        assertThat(perHour).hasSize(24);
        assertThat(perHour.values()).allSatisfy(count -> assertThat(count).isBetween(340L, 500L));
    }

    @Test
    void tasks_of_one_tenant_are_due_at_different_times() {
        // given
        TaskSchedule daily = new TaskSchedule.Every(Duration.ofDays(1));
        ScheduleKey other = new ScheduleKey(NORTHWIND.tenant(), ExpenseDiscovery.TASK);

        // then
        assertThat(daily.after(NOW, NORTHWIND)).isNotEqualTo(daily.after(NOW, other));
    }

    @Test
    void off_is_never_due() {
        assertThat(TaskSchedule.OFF.after(NOW, NORTHWIND)).isEmpty();
        assertThat(TaskSchedule.OFF.latest(NOW, NORTHWIND)).isEmpty();
    }
}
