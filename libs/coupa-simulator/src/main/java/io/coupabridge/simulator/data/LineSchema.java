package io.coupabridge.simulator.data;

import static io.coupabridge.simulator.data.Field.part;
import static io.coupabridge.simulator.data.FieldType.BOOLEAN;
import static io.coupabridge.simulator.data.FieldType.DECIMAL;
import static io.coupabridge.simulator.data.FieldType.INTEGER;
import static io.coupabridge.simulator.data.FieldType.LIST;
import static io.coupabridge.simulator.data.FieldType.OBJECT;
import static io.coupabridge.simulator.data.FieldType.STRING;
import static io.coupabridge.simulator.data.FieldType.TIMESTAMP;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** The attributes of an expense line (coupa-api §5.3). */
final class LineSchema {

    /** What of a line is embedded in its report or its parent. */
    static final List<String> LINE_STUB = List.of(
            "id",
            "line-number",
            "status",
            "amount",
            "expense-date",
            "external-src-ref",
            "updated-at",
            "parent-expense-line-id");

    private static final List<Field> IMPORTED = List.of(
            part("id", INTEGER),
            part("description", STRING),
            part("amount", DECIMAL),
            part("local-amount", DECIMAL),
            part("local-amount-currency", STRING));

    private final DataSet data;
    private final LineGenerator lines;
    private final Wording wording;
    private final CompanyTime time;

    LineSchema(DataSet data, LineGenerator lines, Wording wording, CompanyTime time) {
        this.data = data;
        this.lines = lines;
        this.wording = wording;
        this.time = time;
    }

    Schema make() {
        Schema schema = new Schema("expense-line");
        schema.add("id", INTEGER, Row::id)
                .add("expense-report-id", INTEGER, row -> line(row).reportId())
                .add("line-number", INTEGER, row -> line(row).lineNumber())
                .add("type", STRING, row -> "ExpenseLine")
                .add("status", STRING, row -> line(row).status())
                .add("created-at", TIMESTAMP, row -> new Stamp(line(row).createdAt()))
                .add("updated-at", TIMESTAMP, row -> new Stamp(row.table().generatedUpdatedAt(row.id())))
                .add("expense-date", TIMESTAMP, row -> day(line(row).expenseDay()))
                .add("start-date", TIMESTAMP, row -> null)
                .add("end-date", TIMESTAMP, row -> null)
                .add("description", STRING, row -> wording.description(row.id()))
                .add("merchant", STRING, row -> line(row).merchantName())
                .add("reason", STRING, row -> wording.reason(row.id()));
        addMoney(schema);
        schema.object(
                        "expense-category",
                        OBJECT,
                        UserSchema.NAMED,
                        row -> line(row).merchant().category().json())
                .association("expensed-by", OBJECT, data::userTable, UserSchema.USER_STUB, this::lineOwner)
                .association("created-by", OBJECT, data::userTable, UserSchema.USER_STUB, this::lineOwner)
                .association("updated-by", OBJECT, data::userTable, UserSchema.USER_STUB, this::lineOwner)
                .add("audit-status", STRING, row -> line(row).audit())
                .add("over-limit", BOOLEAN, row -> false)
                .add("requires-receipt", BOOLEAN, row -> true)
                .add("frugality", STRING, row -> null)
                .add("employee-reimbursable", BOOLEAN, row -> !line(row).isFromCard())
                .add("external-src-name", STRING, row -> card(row, "corporate_credit_card_demo"))
                .add("external-src-ref", STRING, row -> card(row, "TX-55-" + row.id()))
                .object("expense-line-imported-data", OBJECT, IMPORTED, this::importedData)
                .add("parent-expense-line-id", INTEGER, row -> line(row).parentId())
                .association("itemized-expense-lines", LIST, data::lineTable, LINE_STUB, data::itemsOf)
                .object("custom-fields", OBJECT, List.of(), row -> JsonNodeFactory.instance.objectNode());
        return schema;
    }

    private void addMoney(Schema schema) {
        schema.add("amount", DECIMAL, row -> line(row).amount())
                .object(
                        "currency",
                        OBJECT,
                        UserSchema.CURRENCY,
                        row -> line(row).ownCurrency().json())
                .add(
                        "foreign-currency-amount",
                        DECIMAL,
                        row -> foreign(row) ? line(row).charged() : null)
                .object(
                        "foreign-currency",
                        OBJECT,
                        UserSchema.CURRENCY,
                        row -> foreign(row) ? line(row).chargedCurrency().json() : null)
                .add("exchange-rate", DECIMAL, row -> line(row).rate())
                .add("approved-amount", DECIMAL, row -> null)
                .add("receipt-total-amount", DECIMAL, row -> null)
                .add("divisor", DECIMAL, row -> null);
    }

    /** Some tenants fill the charged pair also when it is the converted one. */
    private boolean foreign(Row row) {
        return line(row).isForeign() || line(row).isFromCard();
    }

    private GeneratedLine line(Row row) {
        return row.generated(lines::line);
    }

    private String card(Row row, String value) {
        return line(row).isFromCard() ? value : null;
    }

    private ObjectNode importedData(Row row) {
        GeneratedLine line = line(row);
        if (!line.isFromCard()) {
            return null;
        }
        return JsonNodeFactory.instance
                .objectNode()
                .put("id", row.id() + 500_000)
                .put("description", line.merchant().descriptor())
                .put("amount", line.amount().toString())
                .put("local-amount", line.charged().toString())
                .put("local-amount-currency", line.chargedCurrency().name());
    }

    private Row lineOwner(Row row) {
        return data.userTable().rowOrGenerated(data.lineOwnerId(row));
    }

    private Stamp day(int epochDay) {
        return new Stamp(time.startOfDay(epochDay));
    }
}
