package io.coupabridge.benchmark.camel;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.List;

/** An expense line as Coupa sends it. Amounts stay the decimal texts that they are. */
@JsonIgnoreProperties(ignoreUnknown = true)
record CoupaExpenseLine(
        long id,
        @JsonProperty("expense-report-id") Long reportId,
        @JsonProperty("parent-expense-line-id") Long parentId,
        String status,
        @JsonProperty("expense-date") String expenseDate,
        @JsonProperty("start-date") String startDate,
        @JsonProperty("created-at") String createdAt,
        @JsonProperty("updated-at") String updatedAt,
        String amount,
        Currency currency,
        @JsonProperty("foreign-currency-amount") String foreignAmount,
        @JsonProperty("foreign-currency") Currency foreignCurrency,
        String merchant,
        String description,
        String reason,
        @JsonProperty("expense-line-imported-data") CardFeed cardFeed,
        @JsonProperty("expensed-by") Person expensedBy,
        @JsonProperty("created-by") Person createdBy,
        @JsonProperty("expense-category") Category category,
        @JsonProperty("itemized-expense-lines") List<Item> items)
        implements PublishedRecord {

    static final String FIELDS = """
            ["id","expense_report_id","parent_expense_line_id","status","expense_date","start_date","created_at",\
            "updated_at","amount",{"currency":["code"]},"foreign_currency_amount",{"foreign_currency":["code"]},\
            "merchant","description","reason",{"expense_line_imported_data":["description"]},\
            {"expensed_by":["id","email"]},{"created_by":["id","email"]},{"expense_category":["id","name"]},\
            {"itemized_expense_lines":["id"]}]""";

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Currency(String code) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    record CardFeed(String description) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Person(Long id, String email) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Item(long id) {

        private static Item read(JsonParser json) throws IOException {
            return JsonText.object(json, null, (id, none) -> new Item(id));
        }
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Category(Long id, String name) implements JsonValue {

        private Category published() {
            return id == null ? null : new Category(id, CoupaRecord.text(name));
        }

        @Override
        public void writeTo(JsonGenerator json) throws IOException {
            json.writeStartObject();
            json.writeNumberField("id", id);
            JsonFields.text(json, "name", name);
            json.writeEndObject();
        }
    }

    record Money(String amount, String currency) implements JsonValue {

        /** An amount without its currency says nothing. */
        private static Money of(String amount, Currency currency) {
            String code = currency == null ? null : CoupaRecord.text(currency.code());
            return CoupaRecord.text(amount) == null || code == null ? null : new Money(amount, code);
        }

        @Override
        public void writeTo(JsonGenerator json) throws IOException {
            json.writeStartObject();
            json.writeStringField("amount", amount);
            json.writeStringField("currency", currency);
            json.writeEndObject();
        }
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonPropertyOrder({"change", "version"})
    record Expense(
            String change,
            long version,
            String tenantId,
            long lineId,
            Long reportId,
            Long parentLineId,
            boolean leaf,
            Long accountId,
            String accountEmail,
            Money amount,
            Money charged,
            Money converted,
            String transactionDate,
            String transactionDateSource,
            String merchantName,
            String merchantSource,
            String comments,
            String status,
            String lineStatus,
            Category category,
            String createdAt,
            String updatedAt)
            implements JsonValue {

        @Override
        public void writeTo(JsonGenerator json) throws IOException {
            json.writeStartObject();
            json.writeStringField("change", change);
            json.writeNumberField("version", version);
            json.writeStringField("tenantId", tenantId);
            json.writeNumberField("lineId", lineId);
            JsonFields.integer(json, "reportId", reportId);
            JsonFields.integer(json, "parentLineId", parentLineId);
            json.writeBooleanField("leaf", leaf);
            JsonFields.integer(json, "accountId", accountId);
            JsonFields.text(json, "accountEmail", accountEmail);
            JsonFields.value(json, "amount", amount);
            JsonFields.value(json, "charged", charged);
            JsonFields.value(json, "converted", converted);
            JsonFields.text(json, "transactionDate", transactionDate);
            JsonFields.text(json, "transactionDateSource", transactionDateSource);
            JsonFields.text(json, "merchantName", merchantName);
            JsonFields.text(json, "merchantSource", merchantSource);
            JsonFields.text(json, "comments", comments);
            JsonFields.text(json, "status", status);
            JsonFields.text(json, "lineStatus", lineStatus);
            JsonFields.value(json, "category", category);
            JsonFields.text(json, "createdAt", createdAt);
            JsonFields.text(json, "updatedAt", updatedAt);
            json.writeEndObject();
        }
    }

    static CoupaExpenseLine read(JsonParser json) throws IOException {
        long id = 0;
        Long reportId = null;
        Long parentId = null;
        String status = null;
        String expenseDate = null;
        String startDate = null;
        String createdAt = null;
        String updatedAt = null;
        String amount = null;
        Currency currency = null;
        String foreignAmount = null;
        Currency foreignCurrency = null;
        String merchant = null;
        String description = null;
        String reason = null;
        CardFeed cardFeed = null;
        Person expensedBy = null;
        Person createdBy = null;
        Category category = null;
        List<Item> items = null;
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String field = json.currentName();
            json.nextToken();
            switch (field) {
                case "id" -> id = json.getLongValue();
                case "expense-report-id" -> reportId = JsonText.integer(json);
                case "parent-expense-line-id" -> parentId = JsonText.integer(json);
                case "status" -> status = JsonText.of(json);
                case "expense-date" -> expenseDate = JsonText.of(json);
                case "start-date" -> startDate = JsonText.of(json);
                case "created-at" -> createdAt = JsonText.of(json);
                case "updated-at" -> updatedAt = JsonText.of(json);
                case "amount" -> amount = JsonText.of(json);
                case "currency" -> currency = JsonText.object(json, "code", (none, code) -> new Currency(code));
                case "foreign-currency-amount" -> foreignAmount = JsonText.of(json);
                case "foreign-currency" ->
                    foreignCurrency = JsonText.object(json, "code", (none, code) -> new Currency(code));
                case "merchant" -> merchant = JsonText.of(json);
                case "description" -> description = JsonText.of(json);
                case "reason" -> reason = JsonText.of(json);
                case "expense-line-imported-data" ->
                    cardFeed = JsonText.object(json, "description", (none, text) -> new CardFeed(text));
                case "expensed-by" -> expensedBy = JsonText.object(json, "email", Person::new);
                case "created-by" -> createdBy = JsonText.object(json, "email", Person::new);
                case "expense-category" -> category = JsonText.object(json, "name", Category::new);
                case "itemized-expense-lines" -> items = JsonText.list(json, Item::read);
                default -> json.skipChildren();
            }
        }
        return new CoupaExpenseLine(
                id,
                reportId,
                parentId,
                status,
                expenseDate,
                startDate,
                createdAt,
                updatedAt,
                amount,
                currency,
                foreignAmount,
                foreignCurrency,
                merchant,
                description,
                reason,
                cardFeed,
                expensedBy,
                createdBy,
                category,
                items);
    }

    @Override
    public Expense discovered(String tenant, ReportStatuses reports) {
        Person account = expensedBy != null ? expensedBy : createdBy;
        Money charged = Money.of(foreignAmount, foreignCurrency);
        Money converted = Money.of(amount, currency);
        String named = CoupaRecord.text(merchant);
        String onCard = cardFeed == null ? null : CoupaRecord.text(cardFeed.description());
        String lineStatus = CoupaRecord.text(status);
        return new Expense(
                Found.NEW,
                Found.FIRST,
                tenant,
                id,
                reportId,
                parentId,
                items == null || items.isEmpty(),
                account == null ? null : account.id(),
                account == null ? null : CoupaRecord.text(account.email()),
                charged != null ? charged : converted,
                charged,
                converted,
                transactionDate(),
                transactionDateSource(),
                named != null ? named : onCard,
                merchantSource(named, onCard),
                comments(),
                reports.of(reportId, lineStatus),
                lineStatus,
                category == null ? null : category.published(),
                CoupaTimes.utc(createdAt),
                CoupaTimes.utc(updatedAt));
    }

    /** The local date at the place of the instance. */
    private String transactionDate() {
        return CoupaTimes.day(
                switch (transactionDateSource()) {
                    case "EXPENSE_DATE" -> expenseDate;
                    case "START_DATE" -> startDate;
                    default -> createdAt;
                });
    }

    private String transactionDateSource() {
        if (CoupaRecord.text(expenseDate) != null) {
            return "EXPENSE_DATE";
        }
        return CoupaRecord.text(startDate) != null ? "START_DATE" : "CREATED_AT";
    }

    private static String merchantSource(String named, String onCard) {
        if (named != null) {
            return "MERCHANT";
        }
        return onCard != null ? "CARD_DESCRIPTION" : null;
    }

    private String comments() {
        String what = CoupaRecord.text(description);
        String why = CoupaRecord.text(reason);
        if (what == null || why == null) {
            return what == null ? why : what;
        }
        return what + "\n" + why;
    }
}
