package io.coupabridge.benchmark.spring;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.KebabCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.io.IOException;
import java.util.Objects;
import java.util.stream.Stream;

/** An expense line as Coupa sends it. */
@JsonNaming(KebabCaseStrategy.class)
record CoupaExpenseLine(
        long id,
        Long expenseReportId,
        String status,
        String expenseDate,
        String startDate,
        String createdAt,
        String updatedAt,
        String amount,
        Currency currency,
        String foreignCurrencyAmount,
        Currency foreignCurrency,
        String merchant,
        String description,
        String reason,
        Imported expenseLineImportedData,
        Person expensedBy,
        Person createdBy)
        implements CoupaRecord {

    record Currency(String code) {}

    /** What the corporate card's feed says. */
    record Imported(String description) {}

    record Person(Long id, String email) {

        static Person read(JsonParser json) throws IOException {
            if (json.currentToken() != JsonToken.START_OBJECT) {
                json.skipChildren();
                return null;
            }
            Long id = null;
            String email = null;
            while (json.nextToken() != JsonToken.END_OBJECT) {
                String field = json.currentName();
                json.nextToken();
                switch (field) {
                    case "id" -> id = JsonText.integer(json);
                    case "email" -> email = JsonText.of(json);
                    default -> json.skipChildren();
                }
            }
            return new Person(id, email);
        }
    }

    static CoupaExpenseLine read(JsonParser json) throws IOException {
        long id = 0;
        Long expenseReportId = null;
        String status = null;
        String expenseDate = null;
        String startDate = null;
        String createdAt = null;
        String updatedAt = null;
        String amount = null;
        String currency = null;
        String foreignAmount = null;
        String foreignCurrency = null;
        String merchant = null;
        String description = null;
        String reason = null;
        String imported = null;
        Person expensedBy = null;
        Person createdBy = null;
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String field = json.currentName();
            json.nextToken();
            switch (field) {
                case "id" -> id = json.getLongValue();
                case "expense-report-id" -> expenseReportId = JsonText.integer(json);
                case "status" -> status = JsonText.of(json);
                case "expense-date" -> expenseDate = JsonText.of(json);
                case "start-date" -> startDate = JsonText.of(json);
                case "created-at" -> createdAt = JsonText.of(json);
                case "updated-at" -> updatedAt = JsonText.of(json);
                case "amount" -> amount = JsonText.of(json);
                case "currency" -> currency = JsonText.inside(json, "code");
                case "foreign-currency-amount" -> foreignAmount = JsonText.of(json);
                case "foreign-currency" -> foreignCurrency = JsonText.inside(json, "code");
                case "merchant" -> merchant = JsonText.of(json);
                case "description" -> description = JsonText.of(json);
                case "reason" -> reason = JsonText.of(json);
                case "expense-line-imported-data" -> imported = JsonText.inside(json, "description");
                case "expensed-by" -> expensedBy = Person.read(json);
                case "created-by" -> createdBy = Person.read(json);
                default -> json.skipChildren();
            }
        }
        return new CoupaExpenseLine(
                id,
                expenseReportId,
                status,
                expenseDate,
                startDate,
                createdAt,
                updatedAt,
                amount,
                currency == null ? null : new Currency(currency),
                foreignAmount,
                foreignCurrency == null ? null : new Currency(foreignCurrency),
                merchant,
                description,
                reason,
                imported == null ? null : new Imported(imported),
                expensedBy,
                createdBy);
    }

    @Override
    public Message message(String tenant) {
        boolean charged = foreignCurrencyAmount != null && foreignCurrency != null;
        Currency chosen = charged ? foreignCurrency : currency;
        Person account = expensedBy != null ? expensedBy : createdBy;
        return new Message(
                tenant,
                id,
                expenseReportId,
                account == null ? null : account.id(),
                account == null ? null : account.email(),
                charged ? foreignCurrencyAmount : amount,
                chosen == null ? null : chosen.code(),
                CoupaTimes.day(Stream.of(expenseDate, startDate, createdAt)
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse(null)),
                merchantName(),
                comments(),
                status,
                CoupaTimes.utc(updatedAt));
    }

    private String merchantName() {
        if (given(merchant)) {
            return merchant;
        }
        return expenseLineImportedData == null ? null : expenseLineImportedData.description();
    }

    private String comments() {
        if (given(description) && given(reason)) {
            return description + "\n" + reason;
        }
        return given(description) ? description : reason;
    }

    /** Coupa leaves a text that nobody filled in null or empty. */
    private static boolean given(String text) {
        return text != null && !text.isBlank();
    }

    /** What is published of an expense line: as charged, else as Coupa converted it. */
    record Message(
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
            String updatedAt)
            implements PeerMessage {

        @Override
        public void writeTo(JsonGenerator json) throws IOException {
            json.writeStartObject();
            json.writeStringField("tenantId", tenantId);
            json.writeNumberField("lineId", lineId);
            writeInteger(json, "reportId", reportId);
            writeInteger(json, "accountId", accountId);
            json.writeStringField("accountEmail", accountEmail);
            json.writeStringField("amount", amount);
            json.writeStringField("currency", currency);
            json.writeStringField("transactionDate", transactionDate);
            json.writeStringField("merchantName", merchantName);
            json.writeStringField("comments", comments);
            json.writeStringField("status", status);
            json.writeStringField("updatedAt", updatedAt);
            json.writeEndObject();
        }

        private static void writeInteger(JsonGenerator json, String field, Long value) throws IOException {
            if (value == null) {
                json.writeNullField(field);
            } else {
                json.writeNumberField(field, value);
            }
        }
    }
}
