package io.coupabridge.benchmark.spring;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The statuses of the reports, which are read before the lines: a line's status is its report's. Thread-safe. */
final class ReportStatuses {

    private final Map<Long, String> statuses = new ConcurrentHashMap<>();

    void take(CoupaExpenseReport report) {
        if (JsonText.given(report.status()) != null) {
            statuses.put(report.id(), report.status());
        }
    }

    /** @param otherwise for a line on no report, or one that says nothing */
    String of(Long reportId, String otherwise) {
        return reportId == null ? otherwise : statuses.getOrDefault(reportId, otherwise);
    }
}
