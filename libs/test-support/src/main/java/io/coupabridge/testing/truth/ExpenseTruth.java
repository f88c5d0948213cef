package io.coupabridge.testing.truth;

import com.fasterxml.jackson.databind.JsonNode;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.testing.TopicRecord;
import java.time.LocalDate;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Whether a consumer of {@code coupa.expense.lines} holds exactly the lines that a tenant's Coupa has. */
public final class ExpenseTruth {

    private final TenantId tenant;
    private final LocalDate from;
    private final Map<Long, Fields> inWindow = new TreeMap<>();
    private final Map<Long, Fields> beforeWindow = new TreeMap<>();

    /**
     * @param lines all expense lines of the tenant's instance as Coupa's JSON, complete
     * @param reports all its expense reports
     * @param from the first local date of the full run's window: 90 days before its day in the instance's offset
     */
    public ExpenseTruth(
            TenantId tenant,
            Collection<? extends JsonNode> lines,
            Collection<? extends JsonNode> reports,
            LocalDate from) {
        this.tenant = tenant;
        this.from = from;
        Map<Long, JsonNode> reportsById = new HashMap<>();
        reports.forEach(report -> reportsById.put(report.path("id").asLong(), report));
        Set<Long> parents = new HashSet<>();
        lines.forEach(line -> parents.add(line.path("parent-expense-line-id").asLong(-1)));
        lines.forEach(line -> take(line, ExpenseFields.trueOf(line, reportsById, parents)));
    }

    /** After a full run alone: the lines of the window are held, and no others. */
    public TruthReport check(List<TopicRecord> records) {
        return compare(records, Map.of());
    }

    /** After increments: the lines of the window are held, perhaps older ones that changed since, and no others. */
    public TruthReport checkAfterIncrements(List<TopicRecord> records) {
        return compare(records, beforeWindow);
    }

    private TruthReport compare(List<TopicRecord> records, Map<Long, Fields> allowed) {
        return TruthComparison.of(
                tenant,
                "expense lines",
                new PublishedRecords(tenant, "lineId", records),
                inWindow,
                allowed,
                ExpenseFields::publishedOf);
    }

    private void take(JsonNode line, Fields fields) {
        boolean old = ExpenseFields.transactionDate(line).isBefore(from);
        (old ? beforeWindow : inWindow).put(line.path("id").asLong(), fields);
    }
}
