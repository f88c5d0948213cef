package io.coupabridge.runtime.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.coupabridge.contracts.Change;
import io.coupabridge.contracts.DiscoveredExpense;
import io.coupabridge.contracts.DiscoveredRecord;
import io.coupabridge.contracts.DiscoveredUser;
import io.coupabridge.contracts.Money;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;

/**
 * Makes JSON of records, in the contract's form. Field by field, since it is done for each record that Coupa shows;
 * {@code RecordJsonTest} compares it with what Jackson makes of the contract. Used by one thread, for one record after the
 * other.
 */
public final class RecordJson {

    private static final byte[] CHANGE = JsonBytes.ascii("{\"change\":");
    private static final byte[] VERSION = name("version");
    private static final byte[] TENANT_ID = name("tenantId");
    private static final byte[] CREATED_AT = name("createdAt");
    private static final byte[] UPDATED_AT = name("updatedAt");
    private static final byte[] ID = JsonBytes.ascii("{\"id\":");
    private static final byte[] NAME = name("name");

    private final JsonBytes json = new JsonBytes();

    /**
     * @return change, version, and then what the record says
     * @throws IllegalStateException when the record has no JSON form, which is a fault of this program
     */
    public byte[] of(DiscoveredRecord record, Change change, long version) {
        // a record that has no JSON form may have left a part of it
        json.clear();
        symbol(CHANGE, change);
        number(VERSION, version);
        text(TENANT_ID, record.tenantId().value());
        if (record instanceof DiscoveredUser user) {
            user(user);
        } else if (record instanceof DiscoveredExpense line) {
            expense(line);
        } else {
            anyOther(record);
        }
        json.raw('}');
        return json.toByteArray();
    }

    /** As Jackson makes it: for a type of record that nobody has written down here yet. */
    private void anyOther(DiscoveredRecord record) {
        ObjectNode fields = Json.MAPPER.valueToTree(record);
        fields.remove(List.of("change", "version", "tenantId"));
        for (Map.Entry<String, JsonNode> field : fields.properties()) {
            json.raw(',');
            json.string(field.getKey());
            json.raw(':');
            json.raw(Json.bytes(field.getValue()));
        }
    }

    private void user(DiscoveredUser user) {
        number(User.USER_ID, user.userId());
        text(User.LOGIN, user.login());
        text(User.EMAIL, user.email());
        text(User.FIRST_NAME, user.firstName());
        text(User.LAST_NAME, user.lastName());
        flag(User.ACTIVE, user.active());
        date(User.ACTIVE_DATE, user.activeDate());
        symbol(User.ACCOUNT_KIND, user.accountKind());
        text(User.EMPLOYEE_NUMBER, user.employeeNumber());
        texts(User.LICENCES, user.licences());
        if (user.department() != null) {
            named(User.DEPARTMENT, user.department().id(), user.department().name());
        }
        instant(CREATED_AT, user.createdAt());
        instant(UPDATED_AT, user.updatedAt());
    }

    private void expense(DiscoveredExpense line) {
        number(Expense.LINE_ID, line.lineId());
        number(Expense.REPORT_ID, line.reportId());
        number(Expense.PARENT_LINE_ID, line.parentLineId());
        flag(Expense.LEAF, line.leaf());
        number(Expense.ACCOUNT_ID, line.accountId());
        text(Expense.ACCOUNT_EMAIL, line.accountEmail());
        money(Expense.AMOUNT, line.amount());
        money(Expense.CHARGED, line.charged());
        money(Expense.CONVERTED, line.converted());
        date(Expense.TRANSACTION_DATE, line.transactionDate());
        symbol(Expense.TRANSACTION_DATE_SOURCE, line.transactionDateSource());
        text(Expense.MERCHANT_NAME, line.merchantName());
        symbol(Expense.MERCHANT_SOURCE, line.merchantSource());
        text(Expense.COMMENTS, line.comments());
        text(Expense.STATUS, line.status());
        text(Expense.LINE_STATUS, line.lineStatus());
        if (line.category() != null) {
            named(Expense.CATEGORY, line.category().id(), line.category().name());
        }
        instant(CREATED_AT, line.createdAt());
        instant(UPDATED_AT, line.updatedAt());
    }

    private void text(byte[] name, String value) {
        if (value != null) {
            json.raw(name);
            json.string(value);
        }
    }

    private void texts(byte[] name, List<String> values) {
        if (values == null) {
            return;
        }
        json.raw(name);
        json.raw('[');
        for (int i = 0; i < values.size(); i++) {
            if (i > 0) {
                json.raw(',');
            }
            json.string(values.get(i));
        }
        json.raw(']');
    }

    private void number(byte[] name, Long value) {
        if (value != null) {
            json.raw(name);
            json.number(value);
        }
    }

    private void flag(byte[] name, Boolean value) {
        if (value != null) {
            json.raw(name);
            json.flag(value);
        }
    }

    private void symbol(byte[] name, Enum<?> value) {
        if (value != null) {
            json.raw(name);
            json.string(value.name());
        }
    }

    private void date(byte[] name, LocalDate value) {
        if (value != null) {
            json.raw(name);
            json.date(value);
        }
    }

    private void instant(byte[] name, Instant value) {
        if (value != null) {
            json.raw(name);
            json.instant(value);
        }
    }

    private void money(byte[] name, Money value) {
        if (value == null) {
            return;
        }
        json.raw(name);
        json.raw(Expense.OPENED_AMOUNT);
        json.string(value.amount());
        json.raw(Expense.CURRENCY);
        json.string(value.currency());
        json.raw('}');
    }

    private void named(byte[] name, long id, String itsName) {
        json.raw(name);
        json.raw(ID);
        json.number(id);
        text(NAME, itsName);
        json.raw('}');
    }

    /** In JSON, behind another field. */
    private static byte[] name(String field) {
        return JsonBytes.ascii(",\"" + field + "\":");
    }

    private static final class User {
        static final byte[] USER_ID = name("userId");
        static final byte[] LOGIN = name("login");
        static final byte[] EMAIL = name("email");
        static final byte[] FIRST_NAME = name("firstName");
        static final byte[] LAST_NAME = name("lastName");
        static final byte[] ACTIVE = name("active");
        static final byte[] ACTIVE_DATE = name("activeDate");
        static final byte[] ACCOUNT_KIND = name("accountKind");
        static final byte[] EMPLOYEE_NUMBER = name("employeeNumber");
        static final byte[] LICENCES = name("licences");
        static final byte[] DEPARTMENT = name("department");
    }

    private static final class Expense {
        static final byte[] LINE_ID = name("lineId");
        static final byte[] REPORT_ID = name("reportId");
        static final byte[] PARENT_LINE_ID = name("parentLineId");
        static final byte[] LEAF = name("leaf");
        static final byte[] ACCOUNT_ID = name("accountId");
        static final byte[] ACCOUNT_EMAIL = name("accountEmail");
        static final byte[] AMOUNT = name("amount");
        static final byte[] OPENED_AMOUNT = JsonBytes.ascii("{\"amount\":");
        static final byte[] CURRENCY = name("currency");
        static final byte[] CHARGED = name("charged");
        static final byte[] CONVERTED = name("converted");
        static final byte[] TRANSACTION_DATE = name("transactionDate");
        static final byte[] TRANSACTION_DATE_SOURCE = name("transactionDateSource");
        static final byte[] MERCHANT_NAME = name("merchantName");
        static final byte[] MERCHANT_SOURCE = name("merchantSource");
        static final byte[] COMMENTS = name("comments");
        static final byte[] STATUS = name("status");
        static final byte[] LINE_STATUS = name("lineStatus");
        static final byte[] CATEGORY = name("category");
    }
}
