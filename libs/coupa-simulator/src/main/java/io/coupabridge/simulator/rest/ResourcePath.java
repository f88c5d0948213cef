package io.coupabridge.simulator.rest;

import io.coupabridge.simulator.data.DataSet;
import io.coupabridge.simulator.data.RecordTable;
import io.coupabridge.simulator.http.QueryString;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A path below {@code /api} that exists.
 *
 * @param resource a list such as {@code users}: what the answer is made of
 * @param records those of the list
 * @param id the record, or for a nested list the report; null for a list
 * @param lineId the line asked for below a report; null for all
 */
record ResourcePath(String resource, RecordTable records, Long id, boolean isNestedList, Long lineId) {

    private static final Pattern PLAIN = Pattern.compile("/api/([a-z_]+)(?:/(\\d{1,18}))?/?");
    private static final Pattern NESTED =
            Pattern.compile("/api/expense_reports/(\\d{1,18})/expense_lines(?:/(\\d{1,18}))?/?");

    static Optional<ResourcePath> parse(String path, DataSet data) {
        Matcher plain = PLAIN.matcher(path);
        if (plain.matches()) {
            String resource = plain.group(1);
            return data.list(resource)
                    .map(records -> new ResourcePath(resource, records, number(plain.group(2)), false, null));
        }
        Matcher nested = NESTED.matcher(path);
        if (nested.matches()) {
            return Optional.of(new ResourcePath(
                    "expense_lines", data.expenseLines(), number(nested.group(1)), true, number(nested.group(2))));
        }
        return Optional.empty();
    }

    private static Long number(String digits) {
        return digits == null ? null : (Long) Long.parseLong(digits);
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
