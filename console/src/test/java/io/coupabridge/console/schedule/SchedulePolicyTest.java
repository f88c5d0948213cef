package io.coupabridge.console.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.ExpenseDiscovery;
import io.coupabridge.contracts.RunMode;
import io.coupabridge.contracts.TenantId;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchedulePolicyTest {

    private static final Instant DUE = Instant.parse("2026-12-01T10:00:00Z");
    private static final ScheduleKey NORTHWIND = new ScheduleKey(new TenantId("northwind"), ExpenseDiscovery.TASK);

    @Test
    void each_task_has_the_default_of_its_setting_and_daily_without_one() {
        // when
        SchedulePolicy policy = policy(Map.of("coupabridge.schedules.default.expense", "every PT6H"));

        // then
        assertThat(policy.defaultOf(ExpenseDiscovery.TASK).text()).isEqualTo("every PT6H");
        assertThat(policy.defaultOf(ApplicationRoster.TASK).text()).isEqualTo("every PT24H");
    }

    @Test
    void a_tenants_own_schedule_comes_before_the_default() {
        // given
        SchedulePolicy policy = policy(Map.of("coupabridge.schedules.default.expense", "every PT6H"));

        // then
        assertThat(policy.of(new ScheduleRow(NORTHWIND, TaskSchedule.OFF, null, null)))
                .isEqualTo(TaskSchedule.OFF);
        assertThat(policy.of(new ScheduleRow(NORTHWIND, null, null, null)).text())
                .isEqualTo("every PT6H");
    }

    @ParameterizedTest
    @CsvSource({
        "coupabridge.schedules.default.expense, hourly, is no schedule",
        "coupabridge.schedules.default.expense, every PT1M, The shortest interval is 15 minutes",
        "coupabridge.schedules.default.expense, cron * * * * * UTC, more often than every 15 minutes",
        "coupabridge.schedules.default.expenses, off, is the schedule of no task",
        "coupabridge.schedules.minimum, PT0S, a second or more",
        "coupabridge.schedules.full-every, P31D, one day to 30 days",
        "coupabridge.schedules.full-every, PT1H, one day to 30 days"
    })
    void a_setting_that_will_not_do_stops_the_start_and_is_named(String setting, String value, String words) {
        assertThatThrownBy(() -> policy(Map.of(setting, value)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(setting)
                .hasMessageContaining(words);
    }

    @Test
    void what_is_due_too_often_is_refused() {
        // given
        SchedulePolicy policy = policy(Map.of());

        // then
        policy.requireSeldom(TaskSchedule.OFF);
        policy.requireSeldom(TaskSchedule.parse("every PT15M"));
        policy.requireSeldom(TaskSchedule.parse("cron */15 * * * * UTC"));
        assertThatThrownBy(() -> policy.requireSeldom(TaskSchedule.parse("every PT14M59S")))
                .isInstanceOf(BadScheduleException.class);
        assertThatThrownBy(() -> policy.requireSeldom(TaskSchedule.parse("cron 0,10 3 1 1 * UTC")))
                .isInstanceOf(BadScheduleException.class);
    }

    @Test
    void a_run_is_full_when_the_last_full_one_is_a_month_ago() {
        // given
        SchedulePolicy policy = policy(Map.of());

        // then
        assertThat(policy.mode(Optional.empty(), DUE)).isEqualTo(RunMode.AUTO);
        assertThat(policy.mode(Optional.of(DUE.minus(Duration.ofDays(29))), DUE))
                .isEqualTo(RunMode.AUTO);
        assertThat(policy.mode(Optional.of(DUE.minus(Duration.ofDays(30))), DUE))
                .isEqualTo(RunMode.FULL);
    }

    private static SchedulePolicy policy(Map<String, String> settings) {
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withMapping(SchedulesConfig.class)
                .withSources(new PropertiesConfigSource(settings, "test", 100))
                .build();
        return new SchedulePolicy(config.getConfigMapping(SchedulesConfig.class), config);
    }
}
