package io.coupabridge.benchmark.camel;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
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
    record Item(long id) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Category(Long id, String name) {

        private Category published() {
            return id == null ? null : new Category(id, CoupaRecord.text(name));
        }
    }

    record Money(String amount, String currency) {

        /** An amount without its currency says nothing. */
        private static Money of(String amount, Currency currency) {
            String code = currency == null ? null : CoupaRecord.text(currency.code());
            return CoupaRecord.text(amount) == null || code == null ? null : new Money(amount, code);
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
            String updatedAt) {}

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
