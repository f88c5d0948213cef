package io.coupabridge.runtime.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.core.util.BufferRecycler;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.coupabridge.contracts.Change;
import io.coupabridge.contracts.DiscoveredExpense;
import io.coupabridge.contracts.DiscoveredRecord;
import io.coupabridge.contracts.DiscoveredUser;
import io.coupabridge.contracts.Money;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;

/**
 * Records as JSON, in the contract's form. Field by field, since it is done for each record that Coupa shows;
 * {@code RecordJsonTest} compares it with what Jackson makes of the contract.
 */
public final class RecordJson {

    private static final JsonFactory FACTORY = Json.MAPPER.getFactory();

    private static final SerializableString CHANGE = new SerializedString("change");
    private static final SerializableString VERSION = new SerializedString("version");
    private static final SerializableString TENANT_ID = new SerializedString("tenantId");
    private static final SerializableString CREATED_AT = new SerializedString("createdAt");
    private static final SerializableString UPDATED_AT = new SerializedString("updatedAt");
    private static final SerializableString ID = new SerializedString("id");
    private static final SerializableString NAME = new SerializedString("name");

    private final JsonGenerator json;

    private RecordJson(JsonGenerator json) {
        this.json = json;
    }

    /**
     * @return change, version, and then what the record says
     * @throws IllegalStateException when the record has no JSON form, which is a fault of this program
     */
    public static byte[] of(DiscoveredRecord record, Change change, long version) {
        BufferRecycler buffers = FACTORY._getBufferRecycler();
        try (ByteArrayBuilder bytes = new ByteArrayBuilder(buffers)) {
            try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
                new RecordJson(json).write(record, change, version);
            }
            return bytes.getClearAndRelease();
        } catch (IOException e) {
            throw new IllegalStateException("No JSON for " + record.getClass().getSimpleName() + ".", e);
        } finally {
            buffers.releaseToPool();
        }
    }

    private void write(DiscoveredRecord record, Change change, long version) throws IOException {
        json.writeStartObject();
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
        json.writeEndObject();
    }

    /** As Jackson makes it: for a type of record that nobody has written down here yet. */
    private void anyOther(DiscoveredRecord record) throws IOException {
        ObjectNode fields = Json.MAPPER.valueToTree(record);
        fields.remove(List.of(CHANGE.getValue(), VERSION.getValue(), TENANT_ID.getValue()));
        for (Map.Entry<String, JsonNode> field : fields.properties()) {
            json.writeFieldName(field.getKey());
            json.writeTree(field.getValue());
        }
    }

    private void user(DiscoveredUser user) throws IOException {
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

    private void expense(DiscoveredExpense line) throws IOException {
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

    private void text(SerializableString name, String value) throws IOException {
        if (value != null) {
            json.writeFieldName(name);
            json.writeString(value);
        }
    }

    private void texts(SerializableString name, List<String> values) throws IOException {
        if (values == null) {
            return;
        }
        json.writeFieldName(name);
        json.writeStartArray();
        for (String value : values) {
            json.writeString(value);
        }
        json.writeEndArray();
    }

    private void number(SerializableString name, Long value) throws IOException {
        if (value != null) {
            json.writeFieldName(name);
            json.writeNumber(value);
        }
    }

    private void flag(SerializableString name, Boolean value) throws IOException {
        if (value != null) {
            json.writeFieldName(name);
            json.writeBoolean(value);
        }
    }

    private void symbol(SerializableString name, Enum<?> value) throws IOException {
        if (value != null) {
            text(name, value.name());
        }
    }

    private void date(SerializableString name, LocalDate value) throws IOException {
        if (value != null) {
            text(name, value.toString());
        }
    }

    private void instant(SerializableString name, Instant value) throws IOException {
        if (value != null) {
            json.writeFieldName(name);
            InstantText.write(value, json);
        }
    }

    private void money(SerializableString name, Money value) throws IOException {
        if (value == null) {
            return;
        }
        json.writeFieldName(name);
        json.writeStartObject();
        json.writeFieldName(Expense.AMOUNT);
        json.writeString(value.amount());
        json.writeFieldName(Expense.CURRENCY);
        json.writeString(value.currency());
        json.writeEndObject();
    }

    private void named(SerializableString name, long id, String itsName) throws IOException {
        json.writeFieldName(name);
        json.writeStartObject();
        json.writeFieldName(ID);
        json.writeNumber(id);
        text(NAME, itsName);
        json.writeEndObject();
    }

    private static final class User {
        static final SerializableString USER_ID = new SerializedString("userId");
        static final SerializableString LOGIN = new SerializedString("login");
        static final SerializableString EMAIL = new SerializedString("email");
        static final SerializableString FIRST_NAME = new SerializedString("firstName");
        static final SerializableString LAST_NAME = new SerializedString("lastName");
        static final SerializableString ACTIVE = new SerializedString("active");
        static final SerializableString ACTIVE_DATE = new SerializedString("activeDate");
        static final SerializableString ACCOUNT_KIND = new SerializedString("accountKind");
        static final SerializableString EMPLOYEE_NUMBER = new SerializedString("employeeNumber");
        static final SerializableString LICENCES = new SerializedString("licences");
        static final SerializableString DEPARTMENT = new SerializedString("department");
    }

    private static final class Expense {
        static final SerializableString LINE_ID = new SerializedString("lineId");
        static final SerializableString REPORT_ID = new SerializedString("reportId");
        static final SerializableString PARENT_LINE_ID = new SerializedString("parentLineId");
        static final SerializableString LEAF = new SerializedString("leaf");
        static final SerializableString ACCOUNT_ID = new SerializedString("accountId");
        static final SerializableString ACCOUNT_EMAIL = new SerializedString("accountEmail");
        static final SerializableString AMOUNT = new SerializedString("amount");
        static final SerializableString CURRENCY = new SerializedString("currency");
        static final SerializableString CHARGED = new SerializedString("charged");
        static final SerializableString CONVERTED = new SerializedString("converted");
        static final SerializableString TRANSACTION_DATE = new SerializedString("transactionDate");
        static final SerializableString TRANSACTION_DATE_SOURCE = new SerializedString("transactionDateSource");
        static final SerializableString MERCHANT_NAME = new SerializedString("merchantName");
        static final SerializableString MERCHANT_SOURCE = new SerializedString("merchantSource");
        static final SerializableString COMMENTS = new SerializedString("comments");
        static final SerializableString STATUS = new SerializedString("status");
        static final SerializableString LINE_STATUS = new SerializedString("lineStatus");
        static final SerializableString CATEGORY = new SerializedString("category");
    }
}
