package io.coupabridge.benchmark.spring;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.KebabCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.coupabridge.benchmark.spring.ExpenseMessage.Money;
import java.io.IOException;
import java.util.List;

/** An expense line as Coupa sends it. */
@JsonNaming(KebabCaseStrategy.class)
record CoupaExpenseLine(
        long id,
        Long expenseReportId,
        Long parentExpenseLineId,
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
        Person createdBy,
        NamedId expenseCategory,
        List<Item> itemizedExpenseLines)
        implements CoupaRecord {

    static final String FIELDS = """
            ["id","expense_report_id","parent_expense_line_id","status","expense_date","start_date","created_at",\
            "updated_at","amount",{"currency":["code"]},"foreign_currency_amount",{"foreign_currency":["code"]},\
            "merchant","description","reason",{"expense_line_imported_data":["description"]},\
            {"expensed_by":["id","email"]},{"created_by":["id","email"]},{"expense_category":["id","name"]},\
            {"itemized_expense_lines":["id"]}]""";

    record Currency(String code) {}

    /** What the corporate card's feed says. */
    record Imported(String description) {}

    record Person(Long id, String email) {}

    /** One of those that the line was split into; it has a row of its own. */
    record Item(Long id) {

        static Item read(JsonParser json) throws IOException {
            return JsonText.object(json, "", (id, none) -> new Item(id));
        }
    }

    static CoupaExpenseLine read(JsonParser json) throws IOException {
        long id = 0;
        Long expenseReportId = null;
        Long parentExpenseLineId = null;
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
        NamedId category = null;
        List<Item> items = null;
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String field = json.currentName();
            json.nextToken();
            switch (field) {
                case "id" -> id = json.getLongValue();
                case "expense-report-id" -> expenseReportId = JsonText.integer(json);
                case "parent-expense-line-id" -> parentExpenseLineId = JsonText.integer(json);
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
                case "expensed-by" -> expensedBy = JsonText.object(json, "email", Person::new);
                case "created-by" -> createdBy = JsonText.object(json, "email", Person::new);
                case "expense-category" -> category = JsonText.object(json, "name", NamedId::new);
                case "itemized-expense-lines" -> items = JsonText.list(json, Item::read);
                default -> json.skipChildren();
            }
        }
        return new CoupaExpenseLine(
                id,
                expenseReportId,
                parentExpenseLineId,
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
                createdBy,
                category,
                items);
    }

    @Override
    public ExpenseMessage message(String tenant, ReportStatuses reports) {
        Money charged = money(foreignCurrencyAmount, foreignCurrency);
        Money converted = money(amount, currency);
        Person account = expensedBy != null ? expensedBy : createdBy;
        String dateSource = dateSource();
        String named = JsonText.given(merchant);
        String onCard = expenseLineImportedData == null ? null : JsonText.given(expenseLineImportedData.description());
        String lineStatus = JsonText.given(status);
        return new ExpenseMessage(
                Entry.NEW,
                Entry.FIRST,
                tenant,
                id,
                expenseReportId,
                parentExpenseLineId,
                itemizedExpenseLines == null || itemizedExpenseLines.isEmpty(),
                account == null ? null : account.id(),
                account == null ? null : JsonText.given(account.email()),
                charged != null ? charged : converted,
                charged,
                converted,
                CoupaTimes.day(
                        switch (dateSource) {
                            case "EXPENSE_DATE" -> expenseDate;
                            case "START_DATE" -> startDate;
                            default -> createdAt;
                        }),
                dateSource,
                named != null ? named : onCard,
                merchantSource(named, onCard),
                comments(),
                reports.of(expenseReportId, lineStatus),
                lineStatus,
                NamedId.published(expenseCategory),
                CoupaTimes.utc(createdAt),
                CoupaTimes.utc(updatedAt));
    }

    /** An amount whose currency nobody knows is none. */
    private static Money money(String amount, Currency currency) {
        if (JsonText.given(amount) == null || currency == null || JsonText.given(currency.code()) == null) {
            return null;
        }
        return new Money(amount, currency.code());
    }

    private String dateSource() {
        if (JsonText.given(expenseDate) != null) {
            return "EXPENSE_DATE";
        }
        return JsonText.given(startDate) != null ? "START_DATE" : "CREATED_AT";
    }

    private static String merchantSource(String named, String onCard) {
        if (named != null) {
            return "MERCHANT";
        }
        return onCard != null ? "CARD_DESCRIPTION" : null;
    }

    private String comments() {
        String what = JsonText.given(description);
        String why = JsonText.given(reason);
        if (what != null && why != null) {
            return what + "\n" + why;
        }
        return what != null ? what : why;
    }
}
