package io.coupabridge.expense;

import static io.coupabridge.expense.Expenses.expenses;
import static io.coupabridge.expense.Expenses.line;
import static io.coupabridge.expense.Expenses.report;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.coupabridge.client.http.Filter;
import io.coupabridge.client.json.CoupaJson;
import io.coupabridge.contracts.DiscoveredExpense;
import io.coupabridge.contracts.ExpenseDiscovery;
import io.coupabridge.contracts.RunMode;
import io.coupabridge.contracts.TaskEvent.Progress;
import io.coupabridge.runtime.handler.HandlerRules;
import io.coupabridge.runtime.handler.MappedPage;
import io.coupabridge.runtime.handler.Pass;
import io.coupabridge.runtime.handler.RunScope;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Which expenses a run reads and keeps. */
class ExpenseHandlerTest {

    private final ExpenseHandler handler = new ExpenseHandler();

    @Test
    void reads_reports_before_lines_and_items_last() {
        List<Pass> passes = handler.passes(Expenses.FULL);

        assertThat(handler.task()).isEqualTo(ExpenseDiscovery.TASK);
        assertThat(passes).extracting(Pass::name).containsExactly("reports", "lines", "items");
        assertThat(passes)
                .extracting(pass -> pass.resource().path())
                .containsExactly("/api/expense_reports", "/api/expense_lines", "/api/expense_lines");
    }

    @Test
    void keeps_the_rules_of_handlers() {
        assertThatCode(() -> HandlerRules.check(handler)).doesNotThrowAnyException();
    }

    @Test
    void asks_for_two_days_more_than_ninety_in_a_full_run() {
        List<Pass> passes = handler.passes(Expenses.FULL);

        LocalDate day = LocalDate.of(2025, 11, 29);
        assertThat(passes.get(0).filters()).containsExactly(Filter.gtOrEq("updated_at", day));
        assertThat(passes.get(1).filters()).containsExactly(Filter.gtOrEq("expense_date", day));
        assertThat(passes.get(2).filters())
                .containsExactly(Filter.gtOrEq("expense_date", day), Filter.gtOrEq("parent_expense_line_id", 1));
    }

    @Test
    void asks_for_what_an_increment_would_too_in_a_full_run_that_is_not_the_first() {
        List<Pass> passes = handler.passes(Expenses.LATER_FULL);

        assertThat(passes)
                .extracting(Pass::name)
                .containsExactly("reports", "lines", "items", "changed lines", "changed items");
        assertThat(passes.subList(0, 3))
                .extracting(Pass::filters)
                .isEqualTo(handler.passes(Expenses.FULL).stream()
                        .map(Pass::filters)
                        .toList());
        List<Pass> increment = handler.passes(Expenses.INCREMENT);
        assertThat(passes.get(3).filters()).isEqualTo(increment.get(1).filters());
        assertThat(passes.get(4).filters()).isEqualTo(increment.get(2).filters());
    }

    @Test
    void proves_gone_only_what_the_pass_over_the_days_does_not_show() {
        assertThat(handler.passes(Expenses.LATER_FULL))
                .filteredOn(pass -> pass.sweep() != null)
                .extracting(Pass::name)
                .containsExactly("lines");
    }

    @Test
    void asks_for_the_reports_of_a_silence_that_was_longer_than_the_days_of_a_full_run() {
        Instant longAgo = Instant.parse("2025-06-01T00:00:00Z");
        RunScope scope = new RunScope(Expenses.TENANT, RunMode.FULL, longAgo, Expenses.TO, Expenses.STARTED);

        assertThat(handler.passes(scope).get(0).filters()).containsExactly(Filter.gtOrEq("updated_at", longAgo));
    }

    @ParameterizedTest
    @EnumSource(
            value = RunMode.class,
            names = {"INCREMENTAL", "WINDOW"})
    void asks_for_what_was_updated_in_the_window_otherwise(RunMode mode) {
        RunScope scope = new RunScope(Expenses.TENANT, mode, Expenses.FROM, Expenses.TO, Expenses.STARTED);

        List<Pass> passes = handler.passes(scope);

        assertThat(passes)
                .hasSize(3)
                .allSatisfy(pass -> assertThat(pass.filters())
                        .startsWith(Filter.gtOrEq("updated_at", Expenses.FROM), Filter.lt("updated_at", Expenses.TO)));
        assertThat(passes).extracting(pass -> pass.filters().size()).containsExactly(2, 2, 3);
    }

    @ParameterizedTest(name = "started {0}, expense on {1}: {2}")
    @CsvSource({
        // at 08:00Z it is 1 March everywhere from -08:00 to +14:00
        "2026-03-01T08:00:00Z, 2025-12-01T00:00:00-08:00, true",
        "2026-03-01T08:00:00Z, 2025-11-30T23:59:59-08:00, false",
        "2026-03-01T08:00:00Z, 2025-12-01T00:00:00+14:00, true",
        "2026-03-01T08:00:00Z, 2025-11-30T00:00:00+14:00, false",
        // at 23:00Z it is 2 March already in the east, and one day more is out
        "2026-03-01T23:00:00Z, 2025-12-01T00:00:00+10:00, false",
        "2026-03-01T23:00:00Z, 2025-12-02T00:00:00+10:00, true",
        // at 03:00Z it is still 28 February in the west
        "2026-03-01T03:00:00Z, 2025-11-30T00:00:00-11:00, true",
        "2026-03-01T03:00:00Z, 2025-11-29T00:00:00-11:00, false",
        // a day alone is measured by the offset of the entry, here -08:00
        "2026-03-01T03:00:00Z, 2025-11-30, true",
        "2026-03-01T03:00:00Z, 2025-11-29, false",
        "2026-03-01T08:00:00Z, 2026-04-01T00:00:00-08:00, true",
    })
    void cuts_a_full_run_on_the_day_at_the_place_of_the_instance_18(Instant started, String date, boolean kept) {
        RunScope scope = new RunScope(Expenses.TENANT, RunMode.FULL, null, null, started);
        TenantInCoupa coupa = new TenantInCoupa(scope).reports(report(7313, "paid"));

        MappedPage page = coupa.publishLines(line(1).put("expense-date", date));

        assertThat(page.records()).hasSize(kept ? 1 : 0);
    }

    @Test
    void asks_for_every_day_that_it_may_keep_wherever_the_instance_is() {
        for (int hour = 0; hour < 24; hour++) {
            Instant started = Instant.parse("2026-03-01T00:00:00Z").plusSeconds(hour * 3_600L);
            RunScope scope = new RunScope(Expenses.TENANT, RunMode.FULL, null, null, started);
            LocalDate asked = LocalDate.parse(
                    handler.passes(scope).get(1).filters().get(0).value());

            for (int offset = -12; offset <= 14; offset++) {
                var zone = java.time.ZoneOffset.ofHours(offset);
                LocalDate earliest = started.atOffset(zone).toLocalDate().minusDays(90);
                Instant midnightThere = earliest.atStartOfDay(zone).toInstant();

                assertThat(midnightThere).isAfterOrEqualTo(asked + "T00:00:00Z");
            }
        }
    }

    @Test
    void keeps_an_old_expense_that_was_entered_today_in_an_increment_only_40() {
        ObjectNode old = line(1).put("expense-date", "2025-01-25T00:00:00-08:00");
        TenantInCoupa coupa = new TenantInCoupa(Expenses.FULL).reports(report(7313, "draft"));

        assertThat(coupa.publishLines(old).records()).isEmpty();
        assertThat(coupa.in(Expenses.INCREMENT).publishLines(old).records()).hasSize(1);
    }

    @Test
    void keeps_an_old_expense_that_changed_since_the_last_run_in_a_full_run_that_is_not_the_first() {
        ObjectNode changed = line(1).put("expense-date", "2025-01-25T00:00:00-08:00");
        ObjectNode unchanged =
                line(2).put("expense-date", "2025-01-25T00:00:00-08:00").put("updated-at", "2026-01-31T15:59:59-08:00");
        TenantInCoupa coupa = new TenantInCoupa(Expenses.LATER_FULL).reports(report(7313, "draft"));

        MappedPage page =
                coupa.publish(handler.passes(Expenses.LATER_FULL).get(3).mapper(), Expenses.page(changed, unchanged));

        assertThat(expenses(page)).extracting(DiscoveredExpense::lineId).containsExactly(1L);
    }

    @Test
    void drops_lines_outside_the_window_because_coupa_may_ignore_the_filter_20() {
        TenantInCoupa coupa = new TenantInCoupa(Expenses.INCREMENT).reports(report(7313, "draft"));

        MappedPage page = coupa.publishLines(
                line(1).put("updated-at", "2026-01-31T15:59:59-08:00"),
                line(2).put("updated-at", "2026-01-31T16:00:00-08:00"),
                line(3).put("updated-at", "2026-02-28T15:59:59-08:00"),
                line(4).put("updated-at", "2026-02-28T16:00:00-08:00"));

        assertThat(expenses(page)).extracting(DiscoveredExpense::lineId).containsExactly(2L, 3L);
    }

    @Test
    void tells_where_a_full_run_begins() {
        assertThat(handler.fullWindowFrom(Expenses.STARTED)).isEqualTo("2025-12-01T00:00:00Z");
    }

    @Test
    void observes_whose_expenses_it_sees_but_no_more_than_three() {
        TenantInCoupa coupa = new TenantInCoupa(Expenses.INCREMENT).reports(report(7313, "paid"));

        MappedPage one = coupa.publishLines(line(1), line(2));
        MappedPage many = coupa.publishLines(by(1, 11), by(2, 12), by(3, 13), by(4, 14), by(5, 15));

        assertThat(one.observations()).containsExactly("4127");
        assertThat(many.observations()).hasSize(3);
    }

    @ParameterizedTest(name = "{0} lines, {1} of them put aside, of accounts {2}: warns {3}")
    @CsvSource({
        "20, 0, 4127,     true",
        "19, 0, 4127,     false",
        "21, 2, 4127,     false",
        "500, 2, 4127,    true",
        "500, 0, 4127 88, false",
        "0, 0, '',        false",
    })
    void warns_when_one_person_has_all_expenses_35(long read, long quarantined, String accounts, boolean warns) {
        Set<String> observations = accounts.isEmpty() ? Set.of() : Set.of(accounts.split(" "));
        Progress progress = new Progress(1, 1, read, read - quarantined, 0, 0, 0, quarantined, 0);

        List<String> warnings = handler.warnings(Expenses.INCREMENT, progress, observations);

        assertThat(warnings)
                .hasSize(warns ? 1 : 0)
                .allSatisfy(warning ->
                        assertThat(warning).contains("4127", "may see only its own expenses", "give it a role"));
    }

    @Test
    void counts_no_line_twice_for_a_pattern_that_a_later_full_run_reads_twice_35() {
        Progress ten = new Progress(1, 1, 20, 0, 0, 20, 0, 0, 0);
        Progress twenty = new Progress(1, 1, 40, 0, 0, 40, 0, 0, 0);

        assertThat(handler.warnings(Expenses.LATER_FULL, ten, Set.of("4127"))).isEmpty();
        assertThat(handler.warnings(Expenses.LATER_FULL, twenty, Set.of("4127")))
                .singleElement()
                .asString()
                .startsWith("All expense lines of this run");
    }

    @Test
    void warns_when_a_full_run_sees_no_expense_at_all_35() {
        assertThat(handler.warnings(Expenses.FULL, Progress.NONE, Set.of()))
                .singleElement()
                .asString()
                .contains("no expense line", "give");
        assertThat(handler.warnings(Expenses.INCREMENT, Progress.NONE, Set.of()))
                .isEmpty();
    }

    @Test
    void asks_for_valid_fields_and_for_those_of_items_too() throws IOException {
        JsonNode lines = CoupaJson.read(CoupaExpenseLine.RESOURCE.fields().getBytes(StandardCharsets.UTF_8));
        JsonNode reports = CoupaJson.read(CoupaExpenseReport.RESOURCE.fields().getBytes(StandardCharsets.UTF_8));

        JsonNode items = lines.get(lines.size() - 1).get("itemized_expense_lines");
        assertThat(items).hasSize(lines.size() - 1);
        assertThat(items).allSatisfy(field -> assertThat(lines).contains(field));
        assertThat(reports).hasSize(5);
    }

    private static ObjectNode by(long id, long account) {
        ObjectNode line = line(id);
        line.putObject("expensed-by").put("id", account);
        return line;
    }
}
