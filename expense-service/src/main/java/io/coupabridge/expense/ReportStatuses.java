package io.coupabridge.expense;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.coupabridge.client.http.Filter;
import io.coupabridge.expense.CoupaExpenseReport.Person;
import io.coupabridge.runtime.handler.MappedPage.Reference;
import io.coupabridge.runtime.handler.PageContext;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The status of reports, for their lines. Two kinds of references keep apart what is known:
 *
 * <ul>
 *   <li>{@link #SETTLED}: the pass over the reports has met the report and has seen to it that its published lines carry
 *       this status. It is kept up to date by every later run, since a new status changes the report's {@code updated-at}.
 *   <li>{@link #LOOKED_UP}: the report was looked up for the sake of a line. Other lines may have been published with what
 *       an earlier look-up found, so the pass over the reports reads its lines once more when it first meets it.
 * </ul>
 *
 * <p>A settled status therefore goes before one that was looked up. An empty text stands for no status.
 */
final class ReportStatuses {

    static final String SETTLED = "report";
    static final String LOOKED_UP = "report-looked-up";

    /** As many as fit a page, so that one request answers. */
    private static final int IDS_A_REQUEST = 50;

    private final Map<Long, String> statuses = new HashMap<>();
    private final Map<Long, Person> owners = new HashMap<>();
    private final List<Reference> references = new ArrayList<>();

    /** Reports whose status is not known yet, or whose owner is wanted. */
    private final Set<Long> wanted = new HashSet<>();

    private final Collection<CoupaExpenseLine> lines;

    private ReportStatuses(Collection<CoupaExpenseLine> lines) {
        this.lines = lines;
    }

    /** @param fresh the statuses that this very page brought, by the report's id */
    static ReportStatuses of(Collection<CoupaExpenseLine> lines, Map<Long, String> fresh) {
        ReportStatuses reports = new ReportStatuses(lines);
        for (CoupaExpenseLine line : lines) {
            if (line.reportId() != null) {
                reports.wanted.add(line.reportId());
            }
        }
        reports.know(fresh);
        return reports;
    }

    /**
     * Takes what is remembered, and looks up in Coupa what is missing then.
     *
     * @param remembered of both kinds, about the reports of these lines at least, but for the fresh ones
     */
    void complete(Map<String, Map<Long, String>> remembered, PageContext context) {
        know(remembered.get(SETTLED));
        know(remembered.get(LOOKED_UP));
        for (CoupaExpenseLine line : lines) {
            if (line.expensedBy() == null && line.createdBy() == null && line.reportId() != null) {
                wanted.add(line.reportId());
            }
        }
        lookUp(wanted.stream().sorted().toList(), context);
    }

    /** Null when it has none, or Coupa does not show the report. */
    String status(Long reportId) {
        String status = reportId == null ? null : statuses.get(reportId);
        return status == null || status.isEmpty() ? null : status;
    }

    /** Null unless a line of the report names nobody. */
    Person owner(Long reportId) {
        return reportId == null ? null : owners.get(reportId);
    }

    List<Reference> references() {
        return references;
    }

    private void know(Map<Long, String> known) {
        wanted.removeIf(report -> {
            String status = known.get(report);
            if (status != null) {
                statuses.put(report, status);
            }
            return status != null;
        });
    }

    private void lookUp(List<Long> ids, PageContext context) {
        for (int from = 0; from < ids.size(); from += IDS_A_REQUEST) {
            List<Long> some = ids.subList(from, Math.min(ids.size(), from + IDS_A_REQUEST));
            for (ObjectNode node : context.fetchAll(CoupaExpenseReport.RESOURCE, List.of(Filter.in("id", some)))) {
                CoupaExpenseReport report = CoupaExpenseReport.of(node);
                owners.put(report.id(), report.owner());
                if (some.contains(report.id()) && statuses.putIfAbsent(report.id(), report.statusText()) == null) {
                    references.add(new Reference(LOOKED_UP, report.id(), report.statusText()));
                }
            }
        }
    }
}
