package io.coupabridge.expense;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.coupabridge.client.json.CoupaNumbers;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The lines and reports that rows of Coupa's name, their nested items included. Found at a glance, so that what is
 * remembered of them can be asked for before the rows are read: these are all that matter then, and a few more.
 */
record NamedIds(List<Long> lines, Set<Long> reports) {

    private static final String ID = "id";
    private static final String REPORT_ID = "expense-report-id";

    static NamedIds of(Collection<ObjectNode> rows) {
        NamedIds named = new NamedIds(new ArrayList<>(rows.size()), new HashSet<>());
        for (ObjectNode row : rows) {
            named.add(row);
            for (JsonNode item : row.path(CoupaExpenseLine.ITEMS)) {
                named.add(item);
            }
        }
        return named;
    }

    private void add(JsonNode line) {
        add(line.get(ID), lines);
        add(line.get(REPORT_ID), reports);
    }

    private static void add(JsonNode value, Collection<Long> ids) {
        try {
            Long id = CoupaNumbers.integer(value);
            if (id != null) {
                ids.add(id);
            }
        } catch (IllegalArgumentException e) {
            // whoever reads the row says so
        }
    }
}
