package io.coupabridge.console.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coupabridge.console.schedule.BadScheduleException.Part;
import io.coupabridge.contracts.ApplicationRoster;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleFormTest {

    @ParameterizedTest
    @CsvSource({
        "OFF, x, x, x, x, off",
        "EVERY, 6, HOURS, x, x, every PT6H",
        "EVERY, ' 31 ', DAYS, x, x, every PT744H",
        "CRON, x, x, 0 2 * * *, Europe/Berlin, cron 0 2 * * * Europe/Berlin"
    })
    void a_form_says_a_schedule_and_what_is_not_chosen_does_not_count(
            String kind, String every, String unit, String cron, String zone, String text) {
        assertThat(new ScheduleForm(kind, every, unit, cron, zone, null).read().text())
                .isEqualTo(text);
    }

    @Test
    void the_default_is_no_schedule_of_ones_own() {
        assertThat(new ScheduleForm("DEFAULT", "", "", "", "", null).read()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "'', 1, HOURS, x, x, KIND",
        "NEVER, 1, HOURS, x, x, KIND",
        "EVERY, '', HOURS, x, x, EVERY",
        "EVERY, 1.5, HOURS, x, x, EVERY",
        "EVERY, 0, HOURS, x, x, EVERY",
        "EVERY, -1, HOURS, x, x, EVERY",
        "EVERY, 1, FOREVER, x, x, EVERY",
        "EVERY, 1, WEEKS, x, x, EVERY",
        "EVERY, 9223372036854775807, DAYS, x, x, EVERY",
        "CRON, x, x, '', UTC, CRON",
        "CRON, x, x, 0 2 * * *, Berlin, ZONE"
    })
    void a_form_that_says_none_names_the_field(
            String kind, String every, String unit, String cron, String zone, Part part) {
        assertThatThrownBy(() -> new ScheduleForm(kind, every, unit, cron, zone, null).read())
                .isInstanceOfSatisfying(
                        BadScheduleException.class, e -> assertThat(e.part()).isEqualTo(part));
    }

    @ParameterizedTest
    @ValueSource(strings = {"off", "every PT6H", "every PT25S", "every PT36H", "cron 0 2 * * * Europe/Berlin"})
    void a_form_shows_what_is_set(String text) {
        // given
        TaskSchedule schedule = TaskSchedule.parse(text);

        // when
        ScheduleForm form = ScheduleForm.of(view(schedule, true));

        // then
        assertThat(form.read()).isEqualTo(schedule);
        assertThat(ScheduleForm.of(view(schedule, false)).kind()).isEqualTo("DEFAULT");
    }

    @ParameterizedTest
    @CsvSource({"every PT24H, every day", "every PT6H, every 6 hours", "every PT90M, every 90 minutes", "off, off"})
    void a_schedule_is_told_in_words(String text, String words) {
        assertThat(ScheduleForm.words(TaskSchedule.parse(text))).isEqualTo(words);
    }

    private static ScheduleView view(TaskSchedule schedule, boolean own) {
        return new ScheduleView(ApplicationRoster.TASK, schedule, own, null, null, null, null, null, null);
    }
}
