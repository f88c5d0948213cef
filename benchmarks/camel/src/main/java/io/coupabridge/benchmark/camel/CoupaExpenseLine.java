package io.coupabridge.benchmark.camel;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** An expense line as Coupa sends it. Amounts stay the decimal texts that they are. */
@JsonIgnoreProperties(ignoreUnknown = true)
record CoupaExpenseLine(
        long id,
        @JsonProperty("expense-report-id") Long reportId,
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
        @JsonProperty("created-by") Person createdBy)
        implements CoupaRecord {

    static final String FIELDS = """
            ["id","expense_report_id","status","expense_date","start_date","created_at","updated_at","amount",\
            {"currency":["code"]},"foreign_currency_amount",{"foreign_currency":["code"]},"merchant","description",\
            "reason",{"expense_line_imported_data":["description"]},{"expensed_by":["id","email"]},\
            {"created_by":["id","email"]}]""";

    private static final int DATE_LENGTH = "2026-01-30".length();

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Currency(String code) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    record CardFeed(String description) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Person(long id, String email) {}

    record Expense(
            String tenantId,
            long lineId,
            Long reportId,
            Long accountId,
            String accountEmail,
            String amount,
            String currency,
            String transactionDate,
            String merchantName,
            String comments,
            String status,
            String updatedAt) {}

    @Override
    public Expense discovered(String tenant) {
        Person account = expensedBy != null ? expensedBy : createdBy;
        boolean charged = foreignAmount != null && foreignCurrency != null;
        Currency spent = charged ? foreignCurrency : currency;
        return new Expense(
                tenant,
                id,
                reportId,
                account == null ? null : account.id(),
                account == null ? null : CoupaRecord.text(account.email()),
                charged ? foreignAmount : amount,
                spent == null ? null : spent.code(),
                transactionDate(),
                merchantName(),
                comments(),
                CoupaRecord.text(status),
                CoupaRecord.instant(updatedAt));
    }

    /** The local date at the place of the instance. */
    private String transactionDate() {
        return Stream.of(expenseDate, startDate, createdAt)
                .filter(Objects::nonNull)
                .findFirst()
                .map(date -> date.substring(0, DATE_LENGTH))
                .orElse(null);
    }

    private String merchantName() {
        String named = CoupaRecord.text(merchant);
        return named != null || cardFeed == null ? named : CoupaRecord.text(cardFeed.description());
    }

    private String comments() {
        String comments = Stream.of(description, reason)
                .map(CoupaRecord::text)
                .filter(Objects::nonNull)
                .collect(Collectors.joining("\n"));
        return comments.isEmpty() ? null : comments;
    }
}
