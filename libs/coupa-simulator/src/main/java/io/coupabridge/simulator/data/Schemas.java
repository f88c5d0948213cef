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

/** The attributes of users, expense reports and expense lines (coupa-api §4.1, §5.2, §5.3), bound to one data set. */
final class Schemas {

    private static final List<String> USER_STUB = List.of(
            "id",
            "login",
            "email",
            "employee-number",
            "firstname",
            "lastname",
            "fullname",
            "salesforce-id",
            "avatar-thumb-url",
            "created-at",
            "updated-at");
    private static final List<String> MANAGER_STUB = List.of("id", "login", "email", "fullname");
    private static final List<String> LINE_STUB = List.of(
            "id",
            "line-number",
            "status",
            "amount",
            "expense-date",
            "external-src-ref",
            "updated-at",
            "parent-expense-line-id");
    private static final List<Field> CURRENCY =
            List.of(part("id", INTEGER), part("code", STRING), part("decimals", INTEGER));
    private static final List<Field> NAMED = List.of(part("id", INTEGER), part("name", STRING));
    private static final List<Field> DEPARTMENT =
            List.of(part("id", INTEGER), part("name", STRING), part("active", BOOLEAN));
    private static final List<Field> ROLE = List.of(
            part("id", INTEGER), part("name", STRING), part("omnipotent", BOOLEAN), part("system-role", BOOLEAN));
    private static final List<Field> IMPORTED = List.of(
            part("id", INTEGER),
            part("description", STRING),
            part("amount", DECIMAL),
            part("local-amount", DECIMAL),
            part("local-amount-currency", STRING));
    private static final List<Field> EVENT =
            List.of(part("id", INTEGER), part("status", STRING), part("created-at", TIMESTAMP));

    private final DataSet data;
    private final UserGenerator users;
    private final LineGenerator lines;
    private final ReportGenerator reports;
    private final Wording wording;
    private final CompanyTime time;

    Schemas(
            DataSet data,
            UserGenerator users,
            LineGenerator lines,
            ReportGenerator reports,
            Wording wording,
            CompanyTime time) {
        this.data = data;
        this.users = users;
        this.lines = lines;
        this.reports = reports;
        this.wording = wording;
        this.time = time;
    }

    Schema user() {
        Schema schema = new Schema("user");
        schema.add("id", INTEGER, Row::id)
                .add("created-at", TIMESTAMP, row -> new Stamp(users.createdAt(row.id())))
                .add("updated-at", TIMESTAMP, row -> new Stamp(row.table().generatedUpdatedAt(row.id())))
                .add("login", STRING, row -> users.login(row.id()))
                .add("email", STRING, row -> users.email(row.id()))
                .add("firstname", STRING, row -> users.given(row.id()))
                .add("middlename", STRING, row -> null)
                .add("lastname", STRING, row -> users.family(row.id()))
                .add("fullname", STRING, row -> users.fullName(row.id()))
                .add("employee-number", STRING, row -> users.employeeNumber(row.id()))
                .add("sso-identifier", STRING, row -> users.email(row.id()))
                .add("salesforce-id", STRING, row -> null)
                .add("avatar-thumb-url", STRING, row -> null)
                .add("mention-name", STRING, row -> users.login(row.id()).replace(".", ""))
                .add("active", BOOLEAN, row -> users.active(row.id()))
                .add("api-user", BOOLEAN, row -> users.isApi(row.id()))
                .add("support-user", BOOLEAN, row -> users.isSupport(row.id()))
                .add("supplier-user", BOOLEAN, row -> users.isSupplier(row.id()))
                .add("supplier-id", INTEGER, row -> users.isSupplier(row.id()) ? row.id() % 977 : null)
                .add("msp-user", BOOLEAN, row -> users.isMsp(row.id()));
        for (int i = 0; i < UserGenerator.LICENCES.size(); i++) {
            int licence = i;
            schema.add(UserGenerator.LICENCES.get(i), BOOLEAN, row -> users.licence(row.id(), licence));
        }
        schema.add("authentication-method", STRING, row -> users.authentication(row.id()))
                .add("default-locale", STRING, row -> users.locale(row.id()))
                .add("business-function", STRING, row -> null)
                .add("seniority-level", STRING, row -> null)
                .add("account-security-type", INTEGER, row -> 0L)
                .add("business-group-security-type", INTEGER, row -> 1L)
                .add("employee-payment-channel", STRING, row -> "ERP")
                .object(
                        "default-currency",
                        OBJECT,
                        CURRENCY,
                        row -> users.currency(row.id()).json())
                .object("department", OBJECT, DEPARTMENT, row -> users.department(row.id()))
                .association(
                        "manager", OBJECT, data::userTable, MANAGER_STUB, row -> userRow(users.managerId(row.id())))
                .object("roles", LIST, ROLE, row -> users.roles(row.id()));
        for (String groups : List.of("user-groups", "approval-groups", "account-groups", "content-groups")) {
            schema.object(groups, LIST, NAMED, row -> JsonNodeFactory.instance.arrayNode());
        }
        schema.object(
                "custom-fields",
                OBJECT,
                List.of(part("cost-centre", STRING)),
                row -> JsonNodeFactory.instance.objectNode().put("cost-centre", users.costCentre(row.id())));
        Field active = schema.find("active");
        return schema.filterOnly("status", STRING, row -> Boolean.TRUE.equals(row.get(active)) ? "active" : "inactive");
    }

    private Row userRow(Long id) {
        return id == null ? null : data.userTable().rowOrGenerated(id);
    }

    Schema line() {
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
                        NAMED,
                        row -> line(row).merchant().category().json())
                .association("expensed-by", OBJECT, data::userTable, USER_STUB, this::lineOwner)
                .association("created-by", OBJECT, data::userTable, USER_STUB, this::lineOwner)
                .association("updated-by", OBJECT, data::userTable, USER_STUB, this::lineOwner)
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
                        CURRENCY,
                        row -> line(row).ownCurrency().json())
                .add(
                        "foreign-currency-amount",
                        DECIMAL,
                        row -> foreign(row) ? line(row).charged() : null)
                .object(
                        "foreign-currency",
                        OBJECT,
                        CURRENCY,
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
        return userRow(data.lineOwnerId(row));
    }

    private Stamp day(int epochDay) {
        return new Stamp(time.startOfDay(epochDay));
    }

    private static Stamp stamp(Long epochSecond) {
        return epochSecond == null ? null : new Stamp(epochSecond);
    }

    Schema report() {
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
                        CURRENCY,
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
            schema.association(who, OBJECT, data::userTable, USER_STUB, row -> userRow(reports.owner(row.id())));
        }
        schema.association("expense-lines", LIST, data::lineTable, LINE_STUB, data::linesOf)
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
}
