package io.coupabridge.console.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CronScheduleTest {

    private static final ScheduleKey NORTHWIND = new ScheduleKey(new TenantId("northwind"), ApplicationRoster.TASK);

    @Test
    void a_cron_is_not_spread_over_tenants() {
        // given
        CronSchedule schedule = CronSchedule.of("0 2 * * *", "Europe/Berlin");
        ScheduleKey contoso = new ScheduleKey(new TenantId("contoso"), ApplicationRoster.TASK);
        Instant now = Instant.parse("2026-12-01T10:00:00Z");

        // then
        assertThat(schedule.after(now, NORTHWIND))
                .isEqualTo(schedule.after(now, contoso))
                .contains(Instant.parse("2026-12-02T01:00:00Z"));
    }

    @Test
    void a_daily_cron_keeps_its_hour_in_summer_and_in_winter() {
        assertThat(times("0 8 * * *", "Europe/Berlin", "2026-03-27T12:00:00Z", 3))
                .containsExactly("2026-03-28T07:00:00Z", "2026-03-29T06:00:00Z", "2026-03-30T06:00:00Z");
    }

    @Test
    void a_time_that_the_clock_skips_is_due_when_it_jumps() {
        // 02:30 does not exist on 29 March in Berlin
        assertThat(times("30 2 * * *", "Europe/Berlin", "2026-03-28T00:00:00Z", 3))
                .containsExactly("2026-03-28T01:30:00Z", "2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z");
    }

    @Test
    void two_times_at_the_jump_are_one() {
        assertThat(times("0,30 2,3 * * *", "Europe/Berlin", "2026-03-29T00:00:00Z", 3))
                .containsExactly("2026-03-29T01:00:00Z", "2026-03-29T01:30:00Z", "2026-03-30T00:00:00Z");
    }

    @Test
    void a_time_that_comes_twice_is_due_the_first_time() {
        // 02:00 to 03:00 comes twice on 25 October in Berlin
        assertThat(times("30 2 * * *", "Europe/Berlin", "2026-10-24T12:00:00Z", 2))
                .containsExactly("2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z");
        assertThat(times("0,30 * * * *", "Europe/Berlin", "2026-10-24T23:45:00Z", 4))
                .containsExactly(
                        "2026-10-25T00:00:00Z", "2026-10-25T00:30:00Z", "2026-10-25T02:00:00Z", "2026-10-25T02:30:00Z");
    }

    /** Samoa left out 30 December 2011. */
    @Test
    void a_day_that_the_clock_skips_is_made_up_for_at_once() {
        assertThat(times("0 12 * * *", "Pacific/Apia", "2011-12-29T00:00:00Z", 3))
                .containsExactly("2011-12-29T22:00:00Z", "2011-12-30T10:00:00Z", "2011-12-30T22:00:00Z");
    }

    @ParameterizedTest
    @CsvSource({
        "30 2 * * *, 2026-03-29T00:59:59Z, 2026-03-28T01:30:00Z",
        "30 2 * * *, 2026-03-29T01:00:00Z, 2026-03-29T01:00:00Z",
        "30 2 * * *, 2026-10-25T01:00:00Z, 2026-10-25T00:30:00Z",
        "'0,15,30,45 * * * *', 2026-10-25T01:20:00Z, 2026-10-25T00:45:00Z",
        "'0,15,30,45 * * * *', 2026-10-25T02:00:00Z, 2026-10-25T02:00:00Z",
        "0 2 29 2 *, 2026-12-01T10:00:00Z, 2024-02-29T01:00:00Z"
    })
    void the_latest_time_is_known(String cron, Instant now, Instant latest) {
        assertThat(CronSchedule.of(cron, "Europe/Berlin").latest(now, NORTHWIND))
                .contains(latest);
    }

    @ParameterizedTest
    @CsvSource({
        "* * * * *, PT1M",
        "*/7 * * * *, PT4M",
        "'0,10 3 1 1 *', PT10M",
        "55 23 * * *, PT24H",
        "'0,55 0,23 * * *', PT5M",
        "0 2 * * 1-5, PT24H",
        "0 2 1 * *, PT672H"
    })
    void the_shortest_interval_of_a_cron_is_known(String cron, Duration shortest) {
        assertThat(CronSchedule.of(cron, "UTC").shortestInterval()).isEqualTo(shortest);
    }

    @Test
    void blanks_are_tidied() {
        assertThat(CronSchedule.of(" 0  2 * *\t* ", " UTC ").text()).isEqualTo("cron 0 2 * * * UTC");
    }

    private static List<String> times(String cron, String zone, String from, int count) {
        CronSchedule schedule = CronSchedule.of(cron, zone);
        return Stream.iterate(
                        schedule.after(Instant.parse(from), NORTHWIND),
                        time -> schedule.after(time.orElseThrow(), NORTHWIND))
                .limit(count)
                .map(Optional::orElseThrow)
                .map(Instant::toString)
                .toList();
    }
}
