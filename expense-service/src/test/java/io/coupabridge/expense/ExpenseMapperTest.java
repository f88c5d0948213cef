package io.coupabridge.expense;

import static io.coupabridge.expense.Expenses.expenses;
import static io.coupabridge.expense.Expenses.line;
import static io.coupabridge.expense.Expenses.lineWith;
import static io.coupabridge.expense.Expenses.report;
import static io.coupabridge.expense.Expenses.value;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.coupabridge.contracts.DiscoveredExpense;
import io.coupabridge.contracts.DiscoveredExpense.Category;
import io.coupabridge.contracts.DiscoveredExpense.DateSource;
import io.coupabridge.contracts.DiscoveredExpense.MerchantSource;
import io.coupabridge.contracts.Money;
import io.coupabridge.runtime.handler.MappedPage;
import java.time.Instant;
import java.time.LocalDate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The numbers in brackets are the nasty cases of coupa-api §8.2. */
class ExpenseMapperTest {

    private final TenantInCoupa coupa = new TenantInCoupa(Expenses.INCREMENT).reports(report(7313, "pending_approval"));

    @Test
    void maps_a_whole_line() {
        DiscoveredExpense expense = mapped(line());

        assertThat(expense)
                .isEqualTo(new DiscoveredExpense(
                        Expenses.TENANT,
                        90211,
                        null,
                        0,
                        7313L,
                        null,
                        true,
                        4127L,
                        "mina.okafor@example.test",
                        new Money("168.00", "USD"),
                        new Money("168.00", "USD"),
                        new Money("141.32", "EUR"),
                        LocalDate.of(2026, 1, 30),
                        DateSource.EXPENSE_DATE,
                        "DIAGRAMLY* SEAT",
                        MerchantSource.CARD_DESCRIPTION,
                        "Diagram tool, yearly seat — équipe Nord",
                        "pending_approval",
                        "pending_info",
                        new Category(19, "Software subscription"),
                        Instant.parse("2026-02-04T05:40:12Z"),
                        Instant.parse("2026-02-11T16:05:44Z")));
    }

    @ParameterizedTest(name = "[16] charged {0} {1}, converted {2} {3}: {4}")
    @CsvSource(
            nullValues = "-",
            value = {
                "168.00, USD, 141.32, EUR, 168.00 USD",
                "-,      -,   141.32, EUR, 141.32 EUR",
                "-,      USD, 141.32, EUR, 141.32 EUR",
                "168.00, -,   141.32, EUR, 141.32 EUR",
                "168.00, USD, -,      EUR, 168.00 USD",
                "168.00, USD, 141.32, -,   168.00 USD",
                "0.00,   USD, 141.32, EUR, 0.00 USD",
            })
    void never_mixes_an_amount_with_the_currency_of_another(
            String charged, String chargedIn, String converted, String convertedTo, String stored) {
        ObjectNode line = line().put("foreign-currency-amount", charged).put("amount", converted);
        line.putObject("foreign-currency").put("code", chargedIn);
        line.putObject("currency").put("code", convertedTo);

        DiscoveredExpense expense = mapped(line);

        assertThat(expense.amount().amount() + " " + expense.amount().currency())
                .isEqualTo(stored);
        assertThat(expense.charged() == null).isEqualTo(charged == null || chargedIn == null);
        assertThat(expense.converted() == null).isEqualTo(converted == null || convertedTo == null);
        assertThat(expense.amount()).isIn(expense.charged(), expense.converted());
    }

    @ParameterizedTest(name = "[15] {0}")
    @CsvSource({
        "'\"567.07\"',      567.07",
        "'567.07',          567.07",
        "'0.1',             0.1",
        "'\"567.0700\"',    567.0700",
        "'\"18500\"',       18500",
        "'18500',           18500",
        "'\"-20.00\"',      -20.00",
        "'\"0.0\"',         0.0",
        "'\"1.5e3\"',       1500",
        "'12345678901234567890.1234', 12345678901234567890.1234",
    })
    void keeps_amounts_to_the_last_digit(String json, String plain) {
        assertThat(mapped(lineWith("foreign-currency-amount", json)).amount()).isEqualTo(new Money(plain, "USD"));
    }

    @ParameterizedTest(name = "[18] {0}")
    @CsvSource({
        "2026-01-30T00:00:00-08:00, 2026-01-30",
        "2026-01-30T00:00:00+10:00, 2026-01-30",
        "2026-01-30T23:30:00-11:00, 2026-01-30",
        "2026-03-08T00:00:00-08:00, 2026-03-08",
        "2026-01-30,                2026-01-30",
    })
    void keeps_the_day_at_the_place_of_the_instance(String expenseDate, LocalDate day) {
        assertThat(mapped(line().put("expense-date", expenseDate)).transactionDate())
                .isEqualTo(day);
    }

    @Test
    void falls_back_to_the_start_date_and_then_to_the_day_of_entry_and_says_so() {
        ObjectNode started = line().putNull("expense-date").put("start-date", "2026-01-28");
        ObjectNode entered = line().put("expense-date", "");

        assertThat(mapped(started).transactionDate()).isEqualTo("2026-01-28");
        assertThat(mapped(started).transactionDateSource()).isEqualTo(DateSource.START_DATE);
        assertThat(mapped(entered).transactionDate()).isEqualTo("2026-02-03");
        assertThat(mapped(entered).transactionDateSource()).isEqualTo(DateSource.CREATED_AT);
    }

    @ParameterizedTest(name = "[29] merchant {0}, card feed {1}")
    @CsvSource(
            nullValues = "-",
            value = {
                "Figma,  FIGMA* SEAT, Figma,       MERCHANT",
                "Figma,  -,           Figma,       MERCHANT",
                "-,      FIGMA* SEAT, FIGMA* SEAT, CARD_DESCRIPTION",
                "'',     FIGMA* SEAT, FIGMA* SEAT, CARD_DESCRIPTION",
                "-,      '',          -,           -",
                "-,      -,           -,           -",
            })
    void names_the_merchant_from_the_card_feed_where_the_line_does_not(
            String merchant, String card, String name, MerchantSource source) {
        ObjectNode line = line().put("merchant", merchant);
        line.putObject("expense-line-imported-data").put("description", card);

        DiscoveredExpense expense = mapped(line);

        assertThat(expense.merchantName()).isEqualTo(name);
        assertThat(expense.merchantSource()).isEqualTo(source);
    }

    @Test
    void does_without_card_data_at_all() {
        assertThat(mapped(lineWith("expense-line-imported-data", "null")).merchantName())
                .isNull();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {"Seat, for the audit, 'Seat\nfor the audit'", "Seat, '', Seat", "-, reason, reason", "-, -, -"})
    void joins_description_and_reason(String description, String reason, String comments) {
        ObjectNode line = line().put("description", description).put("reason", reason);

        assertThat(mapped(line).comments()).isEqualTo(comments);
    }

    static Stream<String> awkwardTexts() {
        return Stream.of(
                "🧾".repeat(775),
                "two\r\nlines",
                "a\u0000b",
                "שלום עולם",
                "=cmd|' /C calc'!A0",
                "x".repeat(1550),
                " leading and trailing ");
    }

    @ParameterizedTest
    @MethodSource("awkwardTexts")
    void keeps_every_character_of_a_text_28(String text) {
        assertThat(mapped(line().put("description", text)).comments()).isEqualTo(text);
    }

    @ParameterizedTest(name = "[37] {0}")
    @ValueSource(strings = {"draft", "approved_for_payment", "audit_hold_v2", "ABGELEHNT"})
    void takes_any_status_that_coupa_may_invent(String status) {
        coupa.reports(report(7313, status));

        assertThat(mapped(line()).status()).isEqualTo(status);
    }

    @Test
    void takes_the_lines_own_status_when_it_is_on_no_report() {
        DiscoveredExpense expense = mapped(lineWith("expense-report-id", "null"));

        assertThat(expense.reportId()).isNull();
        assertThat(expense.status()).isEqualTo("pending_info");
        assertThat(coupa.requests()).isEmpty();
    }

    @Test
    void takes_the_lines_own_status_when_its_report_is_not_to_be_seen() {
        assertThat(mapped(line().put("expense-report-id", 1)).status()).isEqualTo("pending_info");
    }

    @Test
    void takes_who_entered_the_line_when_it_names_nobody_else() {
        DiscoveredExpense expense = mapped(lineWith("expensed-by", "null"));

        assertThat(expense.accountId()).isEqualTo(5);
        assertThat(expense.accountEmail()).isNull();
    }

    @Test
    void takes_whose_report_it_is_when_the_line_names_nobody_at_all() {
        ObjectNode line = lineWith("expensed-by", "null").putNull("created-by");

        DiscoveredExpense expense = mapped(line);

        assertThat(expense.accountId()).isEqualTo(4127);
        assertThat(expense.accountEmail()).isEqualTo("mina.okafor@example.test");
    }

    @Test
    void takes_ids_of_64_bits_30() {
        assertThat(mapped(line(9_007_199_254_740_993L)).lineId()).isEqualTo(9_007_199_254_740_993L);
    }

    @Test
    void ignores_fields_that_it_did_not_ask_for_31() {
        ObjectNode line = line().put("art-der-ausgabe", "Software");

        assertThat(mapped(line)).isEqualTo(mapped(line()));
    }

    @Test
    void does_without_a_category() {
        assertThat(mapped(lineWith("expense-category", "null")).category()).isNull();
    }

    @ParameterizedTest(name = "{0} = {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "expense-date            | 'soon'                | The field expense-date holds no date.",
                "expense-date            | '2026-01-30T00:00:00' | The field expense-date holds no date.",
                "updated-at              | 20260130              | The field updated-at holds no date and time with an offset.",
                "amount                  | 'much'                | The field amount holds no decimal number.",
                "amount                  | '1e999999999'         | The field amount holds no decimal number.",
                "foreign-currency-amount | {}                    | The field foreign-currency-amount holds no decimal number.",
                "expense-report-id       | '7313.5'              | The field expense-report-id holds no whole number.",
                "expensed-by             | {'id':'mina'}         | The field expensed-by holds no id.",
                "expense-category        | {'id':true}           | The field expense-category holds no id.",
            })
    void puts_a_line_aside_that_cannot_be_read_and_names_the_field(String field, String json, String sentence) {
        ObjectNode odd = lineWith(field, json);

        MappedPage page = coupa.publishLines(odd, line(90212));

        assertThat(expenses(page)).extracting(DiscoveredExpense::lineId).containsExactly(90212L);
        assertThat(page.quarantined()).singleElement().satisfies(unmappable -> {
            assertThat(unmappable.recordId()).isEqualTo("90211");
            assertThat(unmappable.reason()).isEqualTo(sentence);
            assertThat(unmappable.record()).isEqualTo(odd);
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'amount':null,'foreign-currency-amount':''}           | The fields amount and foreign-currency-amount are empty.",
                "{'currency':null,'foreign-currency':{'code':''}}       | The field currency is empty although there is an amount.",
                "{'expense-date':null,'created-at':null}                | The fields expense-date, start-date and created-at are empty.",
                "{'expensed-by':null,'created-by':null,'expense-report-id':null} | The fields expensed-by and created-by name nobody, and neither does the report.",
            })
    void puts_a_line_aside_that_lacks_what_an_expense_needs(String fields, String sentence) {
        ObjectNode odd = line();
        odd.setAll((ObjectNode) value(fields));

        MappedPage page = coupa.publishLines(odd);

        assertThat(page.records()).isEmpty();
        assertThat(page.quarantined())
                .singleElement()
                .satisfies(unmappable -> assertThat(unmappable.reason()).isEqualTo(sentence));
    }

    private DiscoveredExpense mapped(ObjectNode line) {
        MappedPage page = coupa.publishLines(line);
        assertThat(page.quarantined()).isEmpty();
        return expenses(page).get(0);
    }
}
