package io.coupabridge.simulator.rest;

import io.coupabridge.simulator.data.DataSet;
import io.coupabridge.simulator.data.RecordTable;
import io.coupabridge.simulator.http.QueryString;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A path below {@code /api} that exists.
 *
 * @param resource {@code users}, {@code expense_reports} or {@code expense_lines}: what the answer is made of
 * @param id the record, or for a nested list the report; null for a list
 * @param lineId the line asked for below a report; null for all
 */
record ResourcePath(String resource, Long id, boolean isNestedList, Long lineId) {

    private static final Pattern PLAIN =
            Pattern.compile("/api/(users|expense_reports|expense_lines)(?:/(\\d{1,18}))?/?");
    private static final Pattern NESTED =
            Pattern.compile("/api/expense_reports/(\\d{1,18})/expense_lines(?:/(\\d{1,18}))?/?");
    private static final Map<String, String> SCOPES = Map.of("users", "core.user.read");

    static Optional<ResourcePath> parse(String path) {
        Matcher plain = PLAIN.matcher(path);
        if (plain.matches()) {
            return Optional.of(new ResourcePath(plain.group(1), number(plain.group(2)), false, null));
        }
        Matcher nested = NESTED.matcher(path);
        if (nested.matches()) {
            return Optional.of(
                    new ResourcePath("expense_lines", number(nested.group(1)), true, number(nested.group(2))));
        }
        return Optional.empty();
    }

    private static Long number(String digits) {
        return digits == null ? null : (Long) Long.parseLong(digits);
    }

    String scope() {
        return SCOPES.getOrDefault(resource, "core.expense.read");
    }

    RecordTable records(DataSet data) {
        return switch (resource) {
            case "users" -> data.users();
            case "expense_reports" -> data.expenseReports();
            default -> data.expenseLines();
        };
    }

    /** The query, with the report that a nested list belongs to as a condition. */
    QueryString narrow(QueryString query) {
        if (!isNestedList) {
            return query;
        }
        QueryString narrowed = query.and("expense_report_id", Long.toString(id));
        return lineId == null ? narrowed : narrowed.and("id", Long.toString(lineId));
    }
}
