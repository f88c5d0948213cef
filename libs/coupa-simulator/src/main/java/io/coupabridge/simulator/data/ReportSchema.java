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
import java.util.List;

/** The attributes of an expense report (coupa-api §5.2). */
final class ReportSchema {

    private static final List<Field> EVENT =
            List.of(part("id", INTEGER), part("status", STRING), part("created-at", TIMESTAMP));

    private final DataSet data;
    private final UserGenerator users;
    private final ReportGenerator reports;
    private final CompanyTime time;

    ReportSchema(DataSet data, UserGenerator users, ReportGenerator reports, CompanyTime time) {
        this.data = data;
        this.users = users;
        this.reports = reports;
        this.time = time;
    }

    Schema make() {
        Schema schema = new Schema("expense-report");
        schema.add("id", INTEGER, Row::id)
                .add("title", STRING, row -> reports.title(row.id()))
                .add("status", STRING, row -> reports.status(row.id()))
                .add("created-at", TIMESTAMP, row -> new Stamp(reports.createdAt(row.id())))
                .add("updated-at", TIMESTAMP, row -> new Stamp(row.table().generatedUpdatedAt(row.id())))
                .add("submitted-at", TIMESTAMP, row -> stamp(reports.submittedAt(row.id())))
                .add("start-date", TIMESTAMP, row -> null)
                .add("end-date", TIMESTAMP, row -> null)
                .add("total", DECIMAL, data::totalOf)
                .object(
                        "currency",
                        OBJECT,
                        UserSchema.CURRENCY,
                        row -> users.currency(reports.owner(row.id())).json())
                .add("payment-channel", STRING, row -> "ERP")
                .add("paid", BOOLEAN, row -> reports.status(row.id()).equals("paid"))
                .add("past-due", BOOLEAN, row -> false)
                .add("exported", BOOLEAN, row -> reports.status(row.id()).equals("paid"))
                .add("last-exported-at", TIMESTAMP, row -> null)
                .add("reject-reason", STRING, row -> null)
                .add("auditor-note", STRING, row -> null)
                .add("audit-score", INTEGER, row -> row.id() % 100)
                .add("external-src-name", STRING, row -> null)
                .add("external-src-ref", STRING, row -> null);
        for (String who : List.of("expensed-by", "submitted-by", "created-by", "updated-by")) {
            schema.association(
                    who,
                    OBJECT,
                    data::userTable,
                    UserSchema.USER_STUB,
                    row -> data.userTable().rowOrGenerated(reports.owner(row.id())));
        }
        schema.association("expense-lines", LIST, data::lineTable, LineSchema.LINE_STUB, data::linesOf)
                .object("comments", LIST, List.of(), row -> JsonNodeFactory.instance.arrayNode())
                .object("approvals", LIST, List.of(), row -> JsonNodeFactory.instance.arrayNode())
                .object("events", LIST, EVENT, this::events)
                .object("custom-fields", OBJECT, List.of(), row -> JsonNodeFactory.instance.objectNode());
        return schema;
    }

    private Object events(Row row) {
        Long submitted = reports.submittedAt(row.id());
        if (submitted == null) {
            return JsonNodeFactory.instance.arrayNode();
        }
        return JsonNodeFactory.instance
                .arrayNode()
                .add(JsonNodeFactory.instance
                        .objectNode()
                        .put("id", row.id())
                        .put("status", "pending_approval")
                        .put("created-at", time.format(submitted)));
    }

    private static Stamp stamp(Long epochSecond) {
        return epochSecond == null ? null : new Stamp(epochSecond);
    }
}
