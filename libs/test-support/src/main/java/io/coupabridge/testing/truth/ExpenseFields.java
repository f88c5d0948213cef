package io.coupabridge.testing.truth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The fields of an expense line: by Coupa's JSON, and by what was published. Written apart from the services' mappers. */
final class ExpenseFields {

    private ExpenseFields() {}

    /**
     * @param reports by id
     * @param parents the ids of the lines that other lines name as their parent
     */
    static Fields trueOf(JsonNode line, Map<Long, JsonNode> reports, Set<Long> parents) {
        JsonNode report = reports.getOrDefault(line.path("expense-report-id").asLong(-1), MissingNode.getInstance());
        boolean leaf = line.path("itemized-expense-lines").isEmpty()
                && !parents.contains(line.path("id").asLong());
        Fields fields = new Fields()
                .text("lineId", line.get("id"))
                .text("reportId", line.get("expense-report-id"))
                .text("parentLineId", line.get("parent-expense-line-id"))
                .text("leaf", Boolean.toString(leaf))
                .text("lineStatus", line.get("status"))
                .text("status", Fields.present(report.get("status")) ? report.get("status") : line.get("status"))
                .text("transactionDate", transactionDate(line).toString())
                .text("transactionDateSource", dateSource(line).name())
                .text("category.id", line.path("expense-category").get("id"))
                .text("category.name", line.path("expense-category").get("name"))
                .text("comments", comments(line))
                .instant("createdAt", line.get("created-at"));
        account(fields, line, report);
        money(fields, line);
        merchant(fields, line);
        return fields;
    }

    static Fields publishedOf(JsonNode line) {
        Fields fields = new Fields();
        for (String name : List.of(
                "lineId",
                "reportId",
                "parentLineId",
                "leaf",
                "accountId",
                "accountEmail",
                "transactionDate",
                "transactionDateSource",
                "merchantName",
                "merchantSource",
                "comments",
                "status",
                "lineStatus")) {
            fields.text(name, line.get(name));
        }
        for (String name : List.of("amount", "charged", "converted")) {
            fields.money(name, line.path(name).get("amount"), line.path(name).get("currency"));
        }
        return fields.text("category.id", line.path("category").get("id"))
                .text("category.name", line.path("category").get("name"))
                .instant("createdAt", line.get("createdAt"));
    }

    /** The local date by which a line lies in the first run's window (coupa-api §5.5). */
    static LocalDate transactionDate(JsonNode line) {
        return LocalDate.parse(line.get(dateSource(line).coupa).asText().substring(0, 10));
    }

    private static DateSource dateSource(JsonNode line) {
        for (DateSource source : DateSource.values()) {
            if (Fields.present(line.get(source.coupa))) {
                return source;
            }
        }
        throw new IllegalArgumentException("Line " + line.path("id") + " has no date at all.");
    }

    private static void account(Fields fields, JsonNode line, JsonNode report) {
        for (JsonNode person : List.of(line.path("expensed-by"), line.path("created-by"), report.path("expensed-by"))) {
            if (Fields.present(person.get("id"))) {
                fields.text("accountId", person.get("id")).text("accountEmail", person.get("email"));
                return;
            }
        }
    }

    private static void money(Fields fields, JsonNode line) {
        fields.money(
                "charged",
                line.get("foreign-currency-amount"),
                line.path("foreign-currency").get("code"));
        fields.money("converted", line.get("amount"), line.path("currency").get("code"));
        fields.text("amount", fields.get("charged") == null ? fields.get("converted") : fields.get("charged"));
    }

    private static void merchant(Fields fields, JsonNode line) {
        JsonNode card = line.path("expense-line-imported-data").get("description");
        if (Fields.present(line.get("merchant"))) {
            fields.text("merchantName", line.get("merchant")).text("merchantSource", "MERCHANT");
        } else if (Fields.present(card)) {
            fields.text("merchantName", card).text("merchantSource", "CARD_DESCRIPTION");
        }
    }

    private static String comments(JsonNode line) {
        String description = Fields.present(line.get("description"))
                ? line.get("description").asText()
                : null;
        String reason = Fields.present(line.get("reason")) ? line.get("reason").asText() : null;
        if (description == null || reason == null) {
            return description == null ? reason : description;
        }
        return description + "\n" + reason;
    }

    private enum DateSource {
        EXPENSE_DATE("expense-date"),
        START_DATE("start-date"),
        CREATED_AT("created-at");

        private final String coupa;

        DateSource(String coupa) {
            this.coupa = coupa;
        }
    }
}
