package io.coupabridge.expense;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.coupabridge.client.http.Resource;
import io.coupabridge.client.json.CoupaDates.LocalDay;
import io.coupabridge.contracts.DiscoveredExpense.DateSource;
import io.coupabridge.expense.CoupaExpenseReport.Person;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * An expense line as Coupa sends it (coupa-api §5.3). Empty texts are unset ones.
 *
 * @param reportId null for a line in the wallet
 * @param parentId the itemised line that this is an item of; null for none
 * @param amount in the user's default currency, as Coupa converted it; a plain decimal
 * @param foreignAmount what was charged; a plain decimal
 * @param cardText the text of the corporate card feed
 * @param items the items of an itemised line, as Coupa nested them into it
 * @param itemsShown whether Coupa said which items are nested in it, be it none
 */
record CoupaExpenseLine(
        long id,
        Long reportId,
        Long parentId,
        String status,
        Dates dates,
        String amount,
        String currency,
        String foreignAmount,
        String foreignCurrency,
        String merchant,
        String cardText,
        String description,
        String reason,
        Person expensedBy,
        Person createdBy,
        Long categoryId,
        String categoryName,
        List<ObjectNode> items,
        boolean itemsShown) {

    private static final String OWN_FIELDS = """
            "id","expense_report_id","parent_expense_line_id","status","expense_date","start_date","created_at",\
            "updated_at","amount",{"currency":["code"]},"foreign_currency_amount",{"foreign_currency":["code"]},\
            "merchant","description","reason",{"expense_line_imported_data":["description"]},\
            {"expensed_by":["id","email"]},{"created_by":["id","email"]},{"expense_category":["id","name"]}""";

    static final String ITEMS = "itemized-expense-lines";

    static final Resource RESOURCE = new Resource(
            "/api/expense_lines",
            "[" + OWN_FIELDS + ",{\"itemized_expense_lines\":[" + OWN_FIELDS + "]}]",
            Set.of(
                    "id",
                    "expense-report-id",
                    "status",
                    "expense-date",
                    "created-at",
                    "updated-at",
                    "amount",
                    "currency",
                    "foreign-currency-amount",
                    "merchant",
                    "description",
                    "expensed-by"));

    /** What an item takes from the line that it is nested in when Coupa leaves the key away there. */
    private static final List<String> INHERITED = List.of("expense-report-id", "expensed-by", "created-by", "currency");

    /**
     * @param transaction the local date of the expense; falls back to the start of what was paid for, then to the day on
     *     which the line was entered (coupa-api §5.5); null when Coupa has none of them
     * @param offset the instance's offset at that time
     */
    record Dates(LocalDate transaction, DateSource source, ZoneOffset offset, Instant createdAt, Instant updatedAt) {

        static Dates of(ObjectNode line) {
            Instant createdAt = WireFields.instant(line, "created-at");
            Instant updatedAt = WireFields.instant(line, "updated-at");
            for (DateField field : DateField.IN_ORDER) {
                LocalDay day = WireFields.localDay(line, field.name());
                if (day != null) {
                    return new Dates(day.date(), field.source(), offset(line, day), createdAt, updatedAt);
                }
            }
            return new Dates(null, null, ZoneOffset.UTC, createdAt, updatedAt);
        }

        private static ZoneOffset offset(ObjectNode line, LocalDay day) {
            ZoneOffset offset = day.offset() != null ? day.offset() : WireFields.offset(line, "created-at");
            return offset == null ? ZoneOffset.UTC : offset;
        }
    }

    private record DateField(String name, DateSource source) {

        static final DateField[] IN_ORDER = {
            new DateField("expense-date", DateSource.EXPENSE_DATE),
            new DateField("start-date", DateSource.START_DATE),
            new DateField("created-at", DateSource.CREATED_AT)
        };
    }

    /** The day by which a full run finds the line; null when it has none, and is not found by it. */
    LocalDate expenseDay() {
        return dates.source() == DateSource.EXPENSE_DATE ? dates.transaction() : null;
    }

    /** @throws UnmappableExpenseException when a field holds something else than it should */
    static CoupaExpenseLine of(ObjectNode line) {
        Long id = WireFields.integer(line, "id");
        if (id == null) {
            throw new UnmappableExpenseException("The field id is empty.");
        }
        JsonNode category = line.get("expense-category");
        JsonNode items = line.path(ITEMS);
        return new CoupaExpenseLine(
                id,
                WireFields.integer(line, "expense-report-id"),
                WireFields.integer(line, "parent-expense-line-id"),
                WireFields.text(line.get("status")),
                Dates.of(line),
                WireFields.decimal(line, "amount"),
                WireFields.embeddedText(line.get("currency"), "code"),
                WireFields.decimal(line, "foreign-currency-amount"),
                WireFields.embeddedText(line.get("foreign-currency"), "code"),
                WireFields.text(line.get("merchant")),
                WireFields.embeddedText(line.get("expense-line-imported-data"), "description"),
                WireFields.text(line.get("description")),
                WireFields.text(line.get("reason")),
                Person.of(line, "expensed-by"),
                Person.of(line, "created-by"),
                WireFields.embeddedId(category, "expense-category"),
                WireFields.embeddedText(category, "name"),
                items(items, line, id),
                items.isArray());
    }

    /** A filter of an administrator's may hide the list (coupa-api §3.5); a hidden list is no empty one. */
    static boolean showsItems(ObjectNode line) {
        return line.path(ITEMS).isArray();
    }

    private static List<ObjectNode> items(JsonNode shown, ObjectNode line, long id) {
        if (shown.isEmpty()) {
            return List.of();
        }
        List<ObjectNode> items = new ArrayList<>(shown.size());
        for (JsonNode nested : shown) {
            if (nested instanceof ObjectNode item) {
                items.add(asOwnRow(item, line, id));
            }
        }
        return items;
    }

    /** The item as it would stand in a row of its own, so that both ways give the same record. */
    private static ObjectNode asOwnRow(ObjectNode item, ObjectNode parent, long parentId) {
        ObjectNode row = JsonNodeFactory.instance.objectNode();
        row.setAll(item);
        for (String key : INHERITED) {
            if (!row.has(key) && parent.has(key)) {
                row.set(key, parent.get(key));
            }
        }
        if (!row.hasNonNull("parent-expense-line-id")) {
            row.put("parent-expense-line-id", parentId);
        }
        return row;
    }
}
