package io.coupabridge.expense;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.coupabridge.client.http.Page;
import io.coupabridge.contracts.DiscoveredExpense;
import io.coupabridge.expense.ExpenseMapper.Surroundings;
import io.coupabridge.runtime.handler.MappedPage;
import io.coupabridge.runtime.handler.MappedPage.Found;
import io.coupabridge.runtime.handler.MappedPage.Reference;
import io.coupabridge.runtime.handler.MappedPage.Unmappable;
import io.coupabridge.runtime.handler.PageContext;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Lines of Coupa's, with their reports and items looked up, to a page of expenses. Made anew for each page. */
final class LinesMapper {

    /** The runtime keeps no more of a run. */
    private static final int MOST_OBSERVATIONS = 3;

    private final LineBatch batch;
    private final Told told;
    private final ReportStatuses reports;

    private LinesMapper(Collection<ObjectNode> rows, CoveredLines covered, Told told) {
        this.batch = LineBatch.read(rows, covered);
        this.told = told;
        this.reports = ReportStatuses.of(batch.lines(), told.statuses());
    }

    /**
     * What the page tells beside the lines themselves.
     *
     * @param statuses of reports, by their ids; newer than any that is remembered
     * @param split lines that are known to have items in rows of their own
     */
    record Told(Map<Long, String> statuses, Set<Long> split) {

        static final Told NOTHING = new Told(Map.of(), Set.of());
    }

    /** @return with the account ids of the expenses as observations */
    static MappedPage map(Collection<ObjectNode> rows, CoveredLines covered, Told told, PageContext context) {
        return mapAll(List.of(new LinesMapper(rows, covered, told)), context).get(0);
    }

    /** The same for each page, of which nothing more is told; what is remembered is asked for once. */
    static List<MappedPage> mapAll(List<Page> pages, CoveredLines covered, PageContext context) {
        return mapAll(
                pages.stream()
                        .map(page -> new LinesMapper(page.records(), covered, Told.NOTHING))
                        .toList(),
                context);
    }

    private static List<MappedPage> mapAll(List<LinesMapper> pages, PageContext context) {
        Set<Long> lines = new HashSet<>();
        Set<Long> reports = new HashSet<>();
        for (LinesMapper page : pages) {
            lines.addAll(ItemisedLines.asked(page.batch, page.told.split()));
            reports.addAll(page.reports.asked());
        }
        Map<String, Map<Long, String>> remembered = context.references(
                Map.of(ItemisedLines.KIND, lines, ReportStatuses.SETTLED, reports, ReportStatuses.LOOKED_UP, reports));
        return pages.stream().map(page -> page.map(remembered, context)).toList();
    }

    /** @param remembered of all three kinds; it may tell of more than this page */
    private MappedPage map(Map<String, Map<Long, String>> remembered, PageContext context) {
        ItemisedLines itemised = ItemisedLines.find(batch, told.split(), remembered.get(ItemisedLines.KIND));
        reports.complete(remembered, context);

        List<Found> expenses = new ArrayList<>(batch.entries().size());
        List<Unmappable> quarantined = new ArrayList<>(batch.unreadable());
        Set<String> accounts = new TreeSet<>();
        for (LineBatch.Entry entry : batch.entries()) {
            CoupaExpenseLine line = entry.line();
            try {
                DiscoveredExpense expense = ExpenseMapper.discovered(
                        context.scope().tenant(),
                        line,
                        new Surroundings(
                                !itemised.isItemised(line.id()),
                                reports.status(line.reportId()),
                                reports.owner(line.reportId())));
                expenses.add(new Found(expense, entry.row().id(), entry.row().expenseDay()));
                if (accounts.size() < MOST_OBSERVATIONS) {
                    accounts.add(Long.toString(expense.accountId()));
                }
            } catch (UnmappableExpenseException e) {
                quarantined.add(Unmappable.inRow(
                        entry.json(), e.getMessage(), entry.row().dates().updatedAt()));
            }
        }
        List<Reference> references = new ArrayList<>(itemised.references());
        references.addAll(reports.references());
        return new MappedPage(expenses, quarantined, references, accounts);
    }
}
