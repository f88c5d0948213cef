package io.coupabridge.expense;

import io.coupabridge.client.http.Filter;
import io.coupabridge.client.http.Page;
import io.coupabridge.contracts.DiscoveredExpense;
import io.coupabridge.contracts.ExpenseDiscovery;
import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TaskEvent.Progress;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.expense.LinesMapper.PageFacts;
import io.coupabridge.runtime.handler.MappedPage;
import io.coupabridge.runtime.handler.PageContext;
import io.coupabridge.runtime.handler.PageMapper;
import io.coupabridge.runtime.handler.Pass;
import io.coupabridge.runtime.handler.Pass.Sweep;
import io.coupabridge.runtime.handler.RunScope;
import io.coupabridge.runtime.handler.TaskHandler;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What was bought through expenses. Reads the reports first, since the status of a line is its report's, then the lines,
 * and last which lines are items of others.
 *
 * <p>A full run takes the lines whose local date of expense is at most 90 days back. A line without an expense date is
 * not found by it, for Coupa compares it to nothing; it comes with the first increment in which it, or the status of its
 * report, changes. An increment takes whatever was changed, however old the expense is. So does a full run that is not the
 * tenant's first, in passes of their own: the next increment starts behind it.
 */
@ApplicationScoped
public class ExpenseHandler implements TaskHandler {

    /**
     * Two more than the days that count: today may still be yesterday at the place of the instance, and midnight there is
     * up to 14 hours before midnight UTC.
     */
    private static final int DAYS_ASKED_FOR = CoveredLines.DAYS + 2;

    /** Fewer lines may well be one person's. */
    private static final long LINES_THAT_SHOW_A_PATTERN = 20;

    private static final ReportsMapper REPORTS = new ReportsMapper();

    @Override
    public Task task() {
        return ExpenseDiscovery.TASK;
    }

    @Override
    public List<Pass> passes(RunScope scope) {
        List<Pass> passes = new ArrayList<>();
        passes.add(new Pass("reports", CoupaExpenseReport.RESOURCE, reportFilters(scope), REPORTS));
        passes.add(lines("lines", scope).sweeping(new Sweep(firstDayBoundToShow(scope), ExpenseHandler::linesByName)));
        passes.add(items("items", scope));
        scope.changes().ifPresent(changes -> {
            passes.add(lines("changed lines", changes));
            passes.add(items("changed items", changes));
        });
        return passes;
    }

    private static Pass lines(String name, RunScope part) {
        CoveredLines covered = CoveredLines.of(part);
        return new Pass(
                name,
                CoupaExpenseLine.RESOURCE,
                lineFilters(part),
                (page, run) -> new LinesMapper(page.records(), covered, PageFacts.NOTHING));
    }

    private static Pass items(String name, RunScope part) {
        return new Pass(name, ItemsMapper.RESOURCE, itemFilters(part), new ItemsMapper(CoveredLines.ofParents(part)));
    }

    /** Whatever their dates: one that was moved out of the window is not gone. */
    private static PageMapper.Draft linesByName(Page page, RunScope scope) {
        PageMapper.Draft lines = new LinesMapper(page.records(), CoveredLines.EVERY_LINE, PageFacts.NOTHING);
        return new PageMapper.Draft() {
            @Override
            public Map<String, Collection<Long>> wanted() {
                return lines.wanted();
            }

            @Override
            public MappedPage complete(Map<String, Map<Long, String>> remembered, PageContext context) {
                ItemisedLines.requireItems(page.records(), remembered.get(ItemisedLines.KIND));
                return lines.complete(remembered, context);
            }
        };
    }

    @Override
    public DiscoveredExpense removed(TenantId tenant, long lineId) {
        return DiscoveredExpense.removed(tenant, lineId);
    }

    private static List<Filter> reportFilters(RunScope scope) {
        if (!scope.full()) {
            return updatedIn(scope);
        }
        LocalDate firstDay = firstDayAskedFor(scope);
        boolean longSilence = scope.changes()
                .filter(changes -> changes.from()
                        .isBefore(firstDay.atStartOfDay(ZoneOffset.UTC).toInstant()))
                .isPresent();
        return List.of(longSilence ? Filter.gtOrEq("updated_at", scope.from()) : Filter.gtOrEq("updated_at", firstDay));
    }

    private static List<Filter> lineFilters(RunScope scope) {
        return scope.full() ? List.of(Filter.gtOrEq("expense_date", firstDayAskedFor(scope))) : updatedIn(scope);
    }

    private static List<Filter> itemFilters(RunScope scope) {
        return Stream.concat(lineFilters(scope).stream(), Stream.of(ItemsMapper.ITEMS_ONLY))
                .toList();
    }

    private static List<Filter> updatedIn(RunScope scope) {
        return List.of(Filter.gtOrEq("updated_at", scope.from()), Filter.lt("updated_at", scope.to()));
    }

    private static LocalDate firstDayAskedFor(RunScope scope) {
        return daysBefore(scope.startedAt(), DAYS_ASKED_FOR);
    }

    /** Midnight of this day is asked for, wherever the instance is. */
    private static LocalDate firstDayBoundToShow(RunScope scope) {
        return daysBefore(scope.startedAt(), CoveredLines.DAYS);
    }

    private static LocalDate daysBefore(Instant instant, int days) {
        return instant.atOffset(ZoneOffset.UTC).toLocalDate().minusDays(days);
    }

    @Override
    public List<String> warnings(RunScope scope, Progress progress, Set<String> observations) {
        if (scope.full() && progress.recordsRead() == 0) {
            return List.of(
                    "Coupa shows no expense line of the last " + CoveredLines.DAYS + " days. If there are any, give"
                            + " the user of the OAuth2 client in Coupa a role that sees every expense report.");
        }
        long mapped = progress.recordsRead() - progress.recordsQuarantined();
        long enough = scope.changes().isPresent() ? 2 * LINES_THAT_SHOW_A_PATTERN : LINES_THAT_SHOW_A_PATTERN;
        if (observations.size() != 1 || mapped < enough) {
            return List.of();
        }
        // one that changed since the run before is read twice
        String all = scope.changes().isPresent() ? "All" : "All " + mapped;
        return List.of(all + " expense lines of this run belong to one account ("
                + observations.iterator().next() + "). The user of the OAuth2 client in Coupa may see only its own"
                + " expenses: give it a role that sees every expense report.");
    }

    /** The earliest instant of the window; where the day ends depends on the offset of the instance. */
    @Override
    public Instant fullWindowFrom(Instant startedAt) {
        return daysBefore(startedAt, CoveredLines.DAYS)
                .atStartOfDay(ZoneOffset.UTC)
                .toInstant();
    }
}
