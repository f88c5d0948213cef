package io.coupabridge.simulator.data;

import static io.coupabridge.simulator.data.Field.part;
import static io.coupabridge.simulator.data.FieldType.BOOLEAN;
import static io.coupabridge.simulator.data.FieldType.INTEGER;
import static io.coupabridge.simulator.data.FieldType.LIST;
import static io.coupabridge.simulator.data.FieldType.OBJECT;
import static io.coupabridge.simulator.data.FieldType.STRING;
import static io.coupabridge.simulator.data.FieldType.TIMESTAMP;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;

/** The attributes of a user (coupa-api §4.1). */
final class UserSchema {

    private static final List<String> MANAGER_STUB = List.of("id", "login", "email", "fullname");
    private static final List<Field> DEPARTMENT =
            List.of(part("id", INTEGER), part("name", STRING), part("active", BOOLEAN));
    private static final List<Field> ROLE = List.of(
            part("id", INTEGER), part("name", STRING), part("omnipotent", BOOLEAN), part("system-role", BOOLEAN));

    /** What of a user is embedded in other objects. */
    static final List<String> USER_STUB = List.of(
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

    /** {@code {"id":2,"code":"EUR","decimals":2}}. */
    static final List<Field> CURRENCY = List.of(part("id", INTEGER), part("code", STRING), part("decimals", INTEGER));

    /** {@code {"id":19,"name":"Software subscription"}}. */
    static final List<Field> NAMED = List.of(part("id", INTEGER), part("name", STRING));

    private final DataSet data;
    private final UserGenerator users;

    UserSchema(DataSet data, UserGenerator users) {
        this.data = data;
        this.users = users;
    }

    Schema make() {
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
                .association("manager", OBJECT, data::userTable, MANAGER_STUB, row -> manager(row))
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

    private Row manager(Row row) {
        Long id = users.managerId(row.id());
        return id == null ? null : data.userTable().rowOrGenerated(id);
    }
}
