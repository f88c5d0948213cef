package io.coupabridge.expense;

import static io.coupabridge.expense.Expenses.expense;
import static io.coupabridge.expense.Expenses.expenses;
import static io.coupabridge.expense.Expenses.line;
import static io.coupabridge.expense.Expenses.report;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.coupabridge.contracts.DiscoveredExpense;
import io.coupabridge.runtime.handler.MappedPage;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A hotel bill that was split into two items, in every way in which Coupa may show it (coupa-api §8.2, case 17). */
class ItemisedLinesTest {

    private static final long BILL = 100;
    private static final long ROOM = 101;
    private static final long BREAKFAST = 102;
    private static final long TAXI = 103;

    private final TenantInCoupa coupa = new TenantInCoupa(Expenses.INCREMENT).reports(report(7313, "approved"));

    static Stream<Arguments> shapes() {
        ObjectNode nesting = withItems(line(BILL), item(ROOM), item(BREAKFAST));
        return Stream.of(
                Arguments.of("rows only", List.of(line(BILL), item(ROOM), item(BREAKFAST), line(TAXI))),
                Arguments.of("nested only", List.of(nesting, line(TAXI))),
                Arguments.of("rows and nested", List.of(nesting, item(ROOM), item(BREAKFAST), line(TAXI))),
                Arguments.of(
                        "nested without the keys that the bill has",
                        List.of(withItems(line(BILL), bare(ROOM), bare(BREAKFAST)), line(TAXI))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("shapes")
    void gives_the_same_expenses_whatever_way_items_are_shown_in(String shape, List<ObjectNode> rows) {
        MappedPage page = coupa.publishLines(rows.toArray(ObjectNode[]::new));

        assertThat(expenses(page))
                .containsExactlyInAnyOrder(
                        asExpense(line(BILL), false),
                        asExpense(item(ROOM), true),
                        asExpense(item(BREAKFAST), true),
                        asExpense(line(TAXI), true));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("shapes")
    void gives_the_same_expenses_when_every_row_is_on_a_page_of_its_own(String shape, List<ObjectNode> rows) {
        List<DiscoveredExpense> published = publishOneByOne(rows);

        assertThat(latest(published))
                .containsExactlyInAnyOrder(
                        asExpense(line(BILL), false),
                        asExpense(item(ROOM), true),
                        asExpense(item(BREAKFAST), true),
                        asExpense(line(TAXI), true));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("shapes")
    void gives_the_same_expenses_when_pages_read_side_by_side_are_published_backwards(
            String shape, List<ObjectNode> rows) {
        // given: every page is mapped before any is published
        coupa.lines(rows.toArray(ObjectNode[]::new));
        List<MappedPage> mapped = rows.stream().map(row -> coupa.mapLines(row)).toList();

        // when
        List<DiscoveredExpense> published = new ArrayList<>();
        for (int i = mapped.size() - 1; i >= 0; i--) {
            coupa.remember(mapped.get(i));
            published.addAll(expenses(mapped.get(i)));
        }
        published.addAll(expenses(coupa.publishItems(itemRows(rows))));

        // then
        assertThat(latest(published))
                .containsExactlyInAnyOrder(
                        asExpense(line(BILL), false),
                        asExpense(item(ROOM), true),
                        asExpense(item(BREAKFAST), true),
                        asExpense(line(TAXI), true));
    }

    private List<DiscoveredExpense> publishOneByOne(List<ObjectNode> rows) {
        coupa.lines(rows.toArray(ObjectNode[]::new));
        List<DiscoveredExpense> published = new ArrayList<>();
        rows.forEach(row -> published.addAll(expenses(coupa.publishLines(row))));
        published.addAll(expenses(coupa.publishItems(itemRows(rows))));
        return published;
    }

    private static ObjectNode[] itemRows(List<ObjectNode> rows) {
        return rows.stream()
                .filter(row -> row.hasNonNull("parent-expense-line-id"))
                .toArray(ObjectNode[]::new);
    }

    private static Collection<DiscoveredExpense> latest(List<DiscoveredExpense> published) {
        Map<Long, DiscoveredExpense> latest = new HashMap<>();
        published.forEach(expense -> latest.put(expense.lineId(), expense));
        return latest.values();
    }

    @Test
    void remembers_an_itemised_line_that_does_not_show_its_items() {
        coupa.publishLines(line(BILL), item(ROOM));

        MappedPage later = coupa.publishLines(line(BILL));

        assertThat(expense(later, BILL).leaf()).isFalse();
        assertThat(coupa.requests()).containsExactly("/api/expense_reports id in 7313");
    }

    @Test
    void asks_for_the_line_of_an_item_once() {
        coupa.lines(line(BILL));

        coupa.publishItems(item(ROOM));
        assertThat(coupa.requests()).contains("/api/expense_lines id in 100");
        coupa.publishItems(item(BREAKFAST));

        assertThat(coupa.requests()).isEmpty();
    }

    @Test
    void asks_for_nothing_where_lines_show_their_items() {
        coupa.publishLines(withItems(line(BILL), item(ROOM)), item(ROOM));
        coupa.requests();

        MappedPage page = coupa.publishItems(item(ROOM));

        assertThat(page.records()).isEmpty();
        assertThat(coupa.requests()).isEmpty();
    }

    @Test
    void settles_a_line_that_was_split_later_and_was_not_touched_by_that() {
        ObjectNode bill = line(BILL).put("updated-at", "2026-01-01T00:00:00Z");
        coupa.lines(bill);

        MappedPage page = coupa.publishItems(item(ROOM));

        assertThat(expense(page, BILL).leaf()).isFalse();
    }

    @Test
    void publishes_no_line_in_a_full_run_that_is_older_than_its_days_and_asks_for_it_once() {
        coupa.in(Expenses.FULL).lines(line(BILL).put("expense-date", "2025-11-01T00:00:00-08:00"));

        MappedPage page = coupa.publishItems(item(ROOM));
        assertThat(page.records()).isEmpty();
        assertThat(coupa.requests()).hasSize(1);

        coupa.publishItems(item(ROOM));
        assertThat(coupa.requests()).isEmpty();
    }

    @Test
    void takes_no_line_for_an_item_when_coupa_ignores_what_it_is_asked_20() {
        coupa.ignoringFilters().lines(line(BILL), line(TAXI));

        MappedPage page = coupa.publishItems(item(ROOM), line(TAXI));

        assertThat(expenses(page)).containsExactly(asExpense(line(BILL), false));
    }

    @Test
    void counts_a_line_again_that_shows_that_it_lost_its_items() {
        coupa.publishLines(withItems(line(BILL), item(ROOM)));

        MappedPage later = coupa.publishLines(line(BILL));
        MappedPage laterStill = coupa.publishLines(line(BILL));

        assertThat(expense(later, BILL).leaf()).isTrue();
        assertThat(expense(laterStill, BILL).leaf()).isTrue();
    }

    @Test
    void takes_the_items_of_a_covered_line_even_when_only_the_line_shows_the_change() {
        ObjectNode room = item(ROOM).put("updated-at", "2025-12-01T00:00:00Z");

        MappedPage page = coupa.publishLines(withItems(line(BILL), room));

        assertThat(expenses(page)).extracting(DiscoveredExpense::lineId).containsExactly(BILL, ROOM);
    }

    @Test
    void leaves_out_the_items_of_a_line_that_the_run_does_not_cover() {
        ObjectNode bill = line(BILL).put("updated-at", "2025-12-01T00:00:00Z");

        MappedPage page = coupa.publishLines(withItems(bill, item(ROOM)));

        assertThat(page.records()).isEmpty();
    }

    @Test
    void puts_aside_only_the_item_that_cannot_be_mapped() {
        ObjectNode odd = item(ROOM).put("amount", "much");

        MappedPage page = coupa.publishLines(withItems(line(BILL), odd, item(BREAKFAST)));

        assertThat(expenses(page)).extracting(DiscoveredExpense::lineId).containsExactly(BILL, BREAKFAST);
        assertThat(expense(page, BILL).leaf()).isFalse();
        assertThat(page.quarantined())
                .singleElement()
                .satisfies(unmappable -> assertThat(unmappable.recordId()).isEqualTo(Long.toString(ROOM)));
    }

    @Test
    void goes_on_when_the_line_of_an_item_is_not_to_be_seen() {
        MappedPage page = coupa.publishItems(item(ROOM));

        assertThat(page.records()).isEmpty();
    }

    private static ObjectNode item(long id) {
        return line(id).put("parent-expense-line-id", BILL);
    }

    private static ObjectNode bare(long id) {
        ObjectNode item = line(id);
        item.remove(List.of("parent-expense-line-id", "expense-report-id", "expensed-by", "created-by", "currency"));
        item.remove("itemized-expense-lines");
        return item;
    }

    private static ObjectNode withItems(ObjectNode line, ObjectNode... items) {
        ArrayNode nested = line.putArray("itemized-expense-lines");
        for (ObjectNode item : items) {
            nested.add(item);
        }
        return line;
    }

    private static DiscoveredExpense asExpense(ObjectNode row, boolean leaf) {
        return ExpenseMapper.discovered(
                Expenses.TENANT, CoupaExpenseLine.of(row), new ExpenseMapper.Surroundings(leaf, "approved", null));
    }
}
