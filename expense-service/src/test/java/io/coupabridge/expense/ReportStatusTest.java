package io.coupabridge.expense;

import static io.coupabridge.expense.Expenses.expense;
import static io.coupabridge.expense.Expenses.expenses;
import static io.coupabridge.expense.Expenses.line;
import static io.coupabridge.expense.Expenses.report;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.coupabridge.client.failure.UnexpectedResponseException;
import io.coupabridge.client.failure.UnexpectedResponseException.Kind;
import io.coupabridge.contracts.DiscoveredExpense;
import io.coupabridge.runtime.handler.MappedPage;
import io.coupabridge.runtime.handler.MappedPage.Reference;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A line carries the status of its report, also when the report changes and the line does not (coupa-api §5.4). */
class ReportStatusTest {

    private static final String LINES_OF_7313 = "/api/expense_lines expense_report_id in 7313";

    private final TenantInCoupa coupa = new TenantInCoupa(Expenses.INCREMENT);

    @Test
    void publishes_the_lines_of_a_report_with_its_new_status() {
        coupa.lines(line(1), line(2)).publishReports(report(7313, "approved"));

        MappedPage page = coupa.publishReports(report(7313, "paid"));

        assertThat(expenses(page)).extracting(DiscoveredExpense::lineId).containsExactly(1L, 2L);
        assertThat(expenses(page)).extracting(DiscoveredExpense::status).containsOnly("paid");
    }

    @Test
    void publishes_a_status_that_goes_back_like_any_other_25() {
        coupa.lines(line(1));
        coupa.publishReports(report(7313, "approved"));
        coupa.publishReports(report(7313, "pending_info"));

        MappedPage page = coupa.publishReports(report(7313, "approved"));

        assertThat(expense(page, 1).status()).isEqualTo("approved");
    }

    @Test
    void asks_once_for_what_is_remembered_about_a_page() {
        coupa.publishReports(report(7313, "approved"));
        coupa.questions();

        coupa.publishReports(report(7313, "approved"));
        assertThat(coupa.questions()).isEqualTo(1);
        coupa.publishLines(line(1), line(2));
        assertThat(coupa.questions()).isEqualTo(1);
    }

    @Test
    void a_settled_status_goes_before_one_that_was_looked_up() {
        List<Reference> both = List.of(
                new Reference(ReportStatuses.LOOKED_UP, 7313, "draft"),
                new Reference(ReportStatuses.SETTLED, 7313, "approved"));
        coupa.remember(new MappedPage(List.of(), List.of(), both, Set.of()));

        MappedPage page = coupa.publishLines(line(1));

        assertThat(expense(page, 1).status()).isEqualTo("approved");
        assertThat(coupa.requests()).isEmpty();
    }

    @Test
    void reads_no_lines_of_a_report_whose_status_is_the_same() {
        coupa.lines(line(1)).publishReports(report(7313, "approved"));
        coupa.requests();

        MappedPage page = coupa.publishReports(report(7313, "approved"));

        assertThat(page.records()).isEmpty();
        assertThat(page.references()).isEmpty();
        assertThat(coupa.requests()).isEmpty();
    }

    @Test
    void reads_the_lines_of_an_old_report_that_it_meets_for_the_first_time() {
        MappedPage page = coupa.lines(line(1)).publishReports(report(7313, "approved"));

        assertThat(expense(page, 1).status()).isEqualTo("approved");
    }

    @Test
    void reads_no_lines_of_a_report_that_was_made_in_the_window_since_they_come_with_the_lines() {
        ObjectNode made = report(7313, "draft").put("created-at", "2026-02-03T21:31:00-08:00");

        MappedPage page = coupa.lines(line(1)).publishReports(made);

        assertThat(page.records()).isEmpty();
        assertThat(coupa.requests()).isEmpty();
        assertThat(expense(coupa.publishLines(line(1)), 1).status()).isEqualTo("draft");
        assertThat(coupa.requests()).isEmpty();
    }

    @Test
    void asks_for_the_lines_of_a_whole_page_of_reports_at_once() {
        ObjectNode[] reports =
                LongStream.rangeClosed(1, 50).mapToObj(id -> report(id, "paid")).toArray(ObjectNode[]::new);

        coupa.publishReports(reports);

        assertThat(coupa.requests()).singleElement().asString().startsWith("/api/expense_lines expense_report_id in ");
    }

    @Test
    void asks_for_the_lines_of_fewer_reports_when_those_of_all_are_too_many() {
        // given
        coupa.givingAtMost(2).lines(lineOf(1, 11), lineOf(2, 12), lineOf(3, 13), lineOf(4, 13));

        // when
        MappedPage page = coupa.publishReports(report(11, "paid"), report(12, "approved"), report(13, "draft"));

        // then
        assertThat(expenses(page))
                .extracting(DiscoveredExpense::lineId, DiscoveredExpense::status)
                .containsExactlyInAnyOrder(
                        tuple(1L, "paid"), tuple(2L, "approved"), tuple(3L, "draft"), tuple(4L, "draft"));
        assertThat(page.references()).extracting(Reference::id).containsExactlyInAnyOrder(11L, 12L, 13L);
    }

    @Test
    void fails_when_a_single_report_has_too_many_lines() {
        // given
        coupa.givingAtMost(2).lines(lineOf(1, 11), lineOf(2, 12), lineOf(3, 12), lineOf(4, 12));

        // when / then
        assertThatThrownBy(() -> coupa.publishReports(report(11, "paid"), report(12, "approved")))
                .isInstanceOfSatisfying(
                        UnexpectedResponseException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(Kind.TOO_MANY));
        assertThat(coupa.requests()).endsWith("/api/expense_lines expense_report_id in 12");
    }

    @Test
    void only_remembers_the_status_in_the_first_full_run() {
        coupa.in(Expenses.FULL).lines(line(1));

        MappedPage page = coupa.publishReports(report(7313, "approved"));

        assertThat(page.records()).isEmpty();
        assertThat(coupa.requests()).isEmpty();
        assertThat(expense(coupa.publishLines(line(1)), 1).status()).isEqualTo("approved");
        assertThat(coupa.requests()).isEmpty();
    }

    /** The next increment meets it with this status already. */
    @Test
    void reads_the_lines_of_an_old_report_that_changes_while_the_first_full_run_reads() {
        ObjectNode changing = report(7313, "paid").put("updated-at", "2026-03-01T00:00:01Z");

        MappedPage page = coupa.in(Expenses.FULL).lines(line(1)).publishReports(changing);

        assertThat(expense(page, 1).status()).isEqualTo("paid");
        assertThat(coupa.in(Expenses.INCREMENT)
                        .publishReports(report(7313, "paid"))
                        .records())
                .isEmpty();
    }

    @Test
    void reads_the_lines_of_an_old_report_that_changed_since_the_last_run_in_a_full_run_too() {
        ObjectNode unchanged = report(7314, "paid").put("updated-at", "2026-01-31T23:59:59Z");
        coupa.in(Expenses.LATER_FULL).lines(line(1), line(2).put("expense-report-id", 7314));

        MappedPage page = coupa.publishReports(report(7313, "approved"), unchanged);

        assertThat(expenses(page)).extracting(DiscoveredExpense::lineId).containsExactly(1L);
    }

    @Test
    void publishes_the_old_lines_of_a_known_report_in_a_full_run_too_for_no_later_run_would() {
        ObjectNode old = line(1).put("expense-date", "2025-06-01T00:00:00-07:00");
        coupa.lines(old).publishReports(report(7313, "approved"));

        MappedPage page = coupa.in(Expenses.FULL).publishReports(report(7313, "paid"));

        assertThat(expense(page, 1).status()).isEqualTo("paid");
    }

    @Test
    void looks_up_the_reports_that_it_does_not_know_all_at_once_and_remembers_them() {
        coupa.reports(report(7313, "approved"), report(7314, "paid"));

        MappedPage page = coupa.publishLines(line(1), line(2).put("expense-report-id", 7314));
        coupa.publishLines(line(3));

        assertThat(expense(page, 1).status()).isEqualTo("approved");
        assertThat(expense(page, 2).status()).isEqualTo("paid");
        assertThat(coupa.requests()).containsExactly("/api/expense_reports id in 7313,7314");
    }

    @Test
    void reads_the_lines_once_more_when_a_report_that_was_looked_up_is_first_met_even_with_the_same_status() {
        // given
        coupa.reports(report(7313, "approved")).lines(line(1)).publishLines(line(1));
        coupa.requests();

        // when
        coupa.publishReports(report(7313, "approved"));

        // then
        assertThat(coupa.requests()).containsExactly(LINES_OF_7313);
        coupa.publishReports(report(7313, "approved"));
        assertThat(coupa.requests()).isEmpty();
    }

    @Test
    void goes_by_the_settled_status_when_the_one_looked_up_is_older() {
        coupa.reports(report(7313, "approved")).lines(line(1)).publishLines(line(1));

        coupa.publishReports(report(7313, "paid"));

        assertThat(expense(coupa.publishLines(line(1)), 1).status()).isEqualTo("paid");
    }

    @Test
    void drops_lines_of_other_reports_when_coupa_ignores_what_it_is_asked_20() {
        coupa.ignoringFilters().lines(line(1), line(2).put("expense-report-id", 7314));

        MappedPage page = coupa.publishReports(report(7313, "paid"));

        assertThat(expenses(page)).extracting(DiscoveredExpense::lineId).containsExactly(1L);
    }

    @Test
    void remembers_no_other_reports_when_coupa_ignores_what_it_is_asked_20() {
        coupa.ignoringFilters().reports(report(7313, "approved"), report(7314, "paid"));

        MappedPage page = coupa.publishLines(line(1));

        assertThat(page.references())
                .singleElement()
                .satisfies(reference -> assertThat(reference.id()).isEqualTo(7313));
    }

    @Test
    void takes_no_notice_of_reports_outside_the_window() {
        ObjectNode later = report(7313, "paid").put("updated-at", "2026-03-01T00:00:00Z");

        MappedPage page = coupa.lines(line(1)).publishReports(later);

        assertThat(page.records()).isEmpty();
        assertThat(page.references()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "''"})
    void falls_back_to_the_lines_own_status_when_the_report_has_none(String status) {
        ObjectNode report = report(7313, "");
        report.set("status", Expenses.value(status));

        MappedPage page = coupa.lines(line(1)).publishReports(report);

        assertThat(expense(page, 1).status()).isEqualTo("pending_info");
    }

    @Test
    void reads_a_report_whose_dates_make_no_sense_for_its_status() {
        ObjectNode odd = report(7313, "paid").put("created-at", "?").put("updated-at", "?");
        odd.put("expensed-by", "?");

        MappedPage page = coupa.lines(line(1)).publishReports(odd);

        assertThat(expense(page, 1).status()).isEqualTo("paid");
    }

    private static ObjectNode lineOf(long id, long reportId) {
        return line(id).put("expense-report-id", reportId);
    }
}
