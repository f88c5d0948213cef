package io.coupabridge.simulator.data;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** What a record that is added later has beside what its seed gives it: a present, and a place. */
final class Defaults {

    private Defaults() {}

    static ObjectNode of(DataSet data, Table table, long id) {
        ObjectNode fields = JsonNodeFactory.instance.objectNode();
        fields.put("created-at", data.now()).put("updated-at", data.now());
        if (table == data.lineTable()) {
            placeLine(data, id, fields);
        } else if (table == data.reportTable()) {
            fields.put("status", "draft").putNull("submitted-at");
        }
        return fields;
    }

    /** A change that shows: another department, amount or status than before. */
    static ObjectNode change(DataSet data, Table table, long id) {
        ObjectNode fields = JsonNodeFactory.instance.objectNode();
        Row row = table.row(id);
        long generation =
                row.changed("revision") == null ? 1 : row.changed("revision").longValue() + 1;
        fields.put("revision", generation);
        if (table == data.lineTable()) {
            Object amount = row.get(table.schema().find("amount"));
            Decimal before = amount instanceof Decimal decimal ? decimal : new Decimal(0, 2);
            fields.put("amount", before.plus(new Decimal(100, 2)).toString());
            fields.put("description", "Corrected receipt, revision " + generation);
        } else if (table == data.reportTable()) {
            String[] statuses = ReportGenerator.STATUSES;
            Object status = row.get(table.schema().find("status"));
            int next = (java.util.Arrays.asList(statuses).indexOf(status) + 1) % statuses.length;
            fields.put("status", statuses[next]);
        } else if (table == data.userTable()) {
            fields.putObject("department")
                    .put("id", 900 + generation % 50)
                    .put("name", "Team " + generation)
                    .put("active", true);
        }
        return fields;
    }

    private static void placeLine(DataSet data, long id, ObjectNode fields) {
        fields.put("expense-date", data.dayBefore((int) (id % 5)));
        IdSpace reports = data.reportTable().base();
        Row report = reports.count() == 0
                ? null
                : data.reportTable().row(reports.idAt((int) Math.floorMod(id, (long) reports.count())));
        if (report == null) {
            fields.putNull("expense-report-id");
            return;
        }
        fields.put("expense-report-id", report.id())
                .put("line-number", data.linesOf(report).size() + 1);
        fields.putObject("expensed-by").put("id", data.reportOwnerId(report));
    }
}
