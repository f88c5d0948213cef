package io.coupabridge.expense;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.coupabridge.client.failure.UnexpectedResponseException;
import io.coupabridge.client.failure.UnexpectedResponseException.Kind;
import io.coupabridge.client.http.Filter;
import io.coupabridge.client.http.Page;
import io.coupabridge.expense.LinesMapper.PageFacts;
import io.coupabridge.runtime.handler.MappedPage;
import io.coupabridge.runtime.handler.MappedPage.Reference;
import io.coupabridge.runtime.handler.PageContext;
import io.coupabridge.runtime.handler.PageMapper;
import io.coupabridge.runtime.handler.RunScope;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Remembers the status of reports, and publishes the lines of those whose status changed: a line's own
 * {@code updated-at} need not move with it (coupa-api §5.4).
 */
final class ReportsMapper implements PageMapper {

    @Override
    public Draft read(Page page, RunScope scope) {
        List<CoupaExpenseReport> reports = new ArrayList<>(page.records().size());
        List<Long> ids = new ArrayList<>(page.records().size());
        for (ObjectNode record : page.records()) {
            CoupaExpenseReport report = CoupaExpenseReport.of(record);
            if (scope.covers(report.updatedAt())) {
                reports.add(report);
                ids.add(report.id());
            }
        }
        return new Draft() {
            @Override
            public Map<String, Collection<Long>> wanted() {
                return Map.of(ReportStatuses.SETTLED, ids, ReportStatuses.LOOKED_UP, ids);
            }

            @Override
            public MappedPage complete(Map<String, Map<Long, String>> remembered, PageContext context) {
                return map(
                        reports,
                        remembered.get(ReportStatuses.SETTLED),
                        remembered.get(ReportStatuses.LOOKED_UP),
                        context);
            }
        };
    }

    private static MappedPage map(
            List<CoupaExpenseReport> reports,
            Map<Long, String> settled,
            Map<Long, String> lookedUp,
            PageContext context) {
        Map<Long, String> statuses = new HashMap<>();
        List<Reference> references = new ArrayList<>();
        List<Long> stale = new ArrayList<>();
        for (CoupaExpenseReport report : reports) {
            String status = report.statusText();
            statuses.put(report.id(), status);
            if (!status.equals(settled.get(report.id()))) {
                references.add(new Reference(ReportStatuses.SETTLED, report.id(), status));
                if (hasLinesToRead(report, settled, lookedUp, context.scope())) {
                    stale.add(report.id());
                }
            }
        }
        return withLines(stale, statuses, references, context);
    }

    /**
     * Not those of a report that no line was ever published with, if a pass over the lines brings them anyway: when the report
     * was made since the last run, or has not changed since. The next increment takes this run to have read what changed
     * while it ran, so that is read too.
     */
    private static boolean hasLinesToRead(
            CoupaExpenseReport report, Map<Long, String> settled, Map<Long, String> lookedUp, RunScope scope) {
        if (settled.containsKey(report.id()) || lookedUp.containsKey(report.id())) {
            return true;
        }
        Instant since = scope.from() == null ? scope.to() : scope.from();
        if (scope.full() && !mayHaveChanged(report, since, scope.from() == null)) {
            return false;
        }
        return report.createdAt() == null || report.createdAt().isBefore(since);
    }

    private static boolean mayHaveChanged(CoupaExpenseReport report, Instant since, boolean firstRun) {
        return report.updatedAt() == null
                ? !firstRun
                : since != null && !report.updatedAt().isBefore(since);
    }

    private static MappedPage withLines(
            List<Long> stale, Map<Long, String> statuses, List<Reference> references, PageContext context) {
        if (stale.isEmpty()) {
            return new MappedPage(List.of(), List.of(), references, Set.of());
        }
        PageFacts facts = new PageFacts(statuses, Set.of());
        MappedPage lines = LinesMapper.map(linesOf(stale, context), CoveredLines.EVERY_LINE, facts, context);
        List<Reference> all = new ArrayList<>(references);
        all.addAll(lines.references());
        return new MappedPage(lines.found(), lines.quarantined(), all, lines.observations());
    }

    /**
     * By halves when the reports have more lines together than may be fetched at once: every later run would meet the same
     * page again, and fail as this one.
     */
    private static List<ObjectNode> linesOf(List<Long> reports, PageContext context) {
        try {
            return linesOfAll(reports, context);
        } catch (UnexpectedResponseException e) {
            if (e.kind() != Kind.TOO_MANY || reports.size() == 1) {
                throw e;
            }
            int half = reports.size() / 2;
            List<ObjectNode> lines = new ArrayList<>(linesOf(reports.subList(0, half), context));
            lines.addAll(linesOf(reports.subList(half, reports.size()), context));
            return lines;
        }
    }

    /** Without the lines of other reports, which come when Coupa ignores the condition. */
    private static List<ObjectNode> linesOfAll(List<Long> reports, PageContext context) {
        List<Filter> ofReports = List.of(Filter.in("expense_report_id", reports));
        Set<String> wanted = reports.stream().map(String::valueOf).collect(Collectors.toSet());
        return context.fetchAll(CoupaExpenseLine.RESOURCE, ofReports).stream()
                .filter(line -> wanted.contains(line.path("expense-report-id").asText()))
                .toList();
    }
}
