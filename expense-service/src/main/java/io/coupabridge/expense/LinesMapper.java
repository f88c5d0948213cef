package io.coupabridge.expense;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.coupabridge.contracts.DiscoveredExpense;
import io.coupabridge.expense.ExpenseMapper.Surroundings;
import io.coupabridge.runtime.handler.MappedPage;
import io.coupabridge.runtime.handler.MappedPage.Found;
import io.coupabridge.runtime.handler.MappedPage.Reference;
import io.coupabridge.runtime.handler.MappedPage.Unmappable;
import io.coupabridge.runtime.handler.PageContext;
import io.coupabridge.runtime.handler.PageMapper;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Lines of Coupa's, with their reports and items looked up, to a page of expenses. */
final class LinesMapper implements PageMapper.Draft {

    /** The runtime keeps no more of a run. */
    private static final int MOST_OBSERVATIONS = 3;

    private final Collection<ObjectNode> rows;
    private final CoveredLines covered;
    private final PageFacts facts;

    /** Reads nothing yet: then all that is done with a page is done in one go, while it is in the processor's cache. */
    LinesMapper(Collection<ObjectNode> rows, CoveredLines covered, PageFacts facts) {
        this.rows = rows;
        this.covered = covered;
        this.facts = facts;
    }

    /**
     * What the page tells beside the lines themselves.
     *
     * @param statuses of reports, by their ids; newer than any that is remembered
     * @param split lines that are known to have items in rows of their own
     */
    record PageFacts(Map<Long, String> statuses, Set<Long> split) {

        static final PageFacts NOTHING = new PageFacts(Map.of(), Set.of());
    }

    static MappedPage map(Collection<ObjectNode> rows, CoveredLines covered, PageFacts facts, PageContext context) {
        LinesMapper mapper = new LinesMapper(rows, covered, facts);
        return mapper.complete(context.references(mapper.wanted()), context);
    }

    @Override
    public Map<String, Collection<Long>> wanted() {
        NamedIds named = NamedIds.of(rows);
        named.lines().addAll(facts.split());
        named.reports().removeAll(facts.statuses().keySet());
        return Map.of(
                ItemisedLines.KIND,
                named.lines(),
                ReportStatuses.SETTLED,
                named.reports(),
                ReportStatuses.LOOKED_UP,
                named.reports());
    }

    /** @return with the account ids of the expenses as observations */
    @Override
    public MappedPage complete(Map<String, Map<Long, String>> remembered, PageContext context) {
        LineBatch batch = LineBatch.read(rows, covered);
        ItemisedLines itemised = ItemisedLines.find(batch, facts.split(), remembered.get(ItemisedLines.KIND));
        ReportStatuses reports = ReportStatuses.of(batch.lines(), facts.statuses());
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
