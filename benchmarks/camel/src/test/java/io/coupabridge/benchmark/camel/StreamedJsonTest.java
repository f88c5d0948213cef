package io.coupabridge.benchmark.camel;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

/** What is read and written as a stream is what Jackson binds, as the plain peer has it. */
class StreamedJsonTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private static final String USER = """
            {"id":1001,"login":"ann","email":"ann@acme.test","firstname":"Ann","lastname":null,"active":true,
             "department":{"id":3,"name":"IT","active":true},"roles":[{"id":1}],"employee-number":"",
             "purchasing-user":true,"expense-user":true,"travel-user":null,"api-user":false,"support-user":true,
             "created-at":"2026-03-25T18:38:00-07:00","updated-at":"2026-04-01T00:00:00+02:00"}""";

    private static final String CHARGED_LINE = """
            {"id":90001,"expense-report-id":7001,"status":"approved","expense-date":"2026-01-30T00:00:00+01:00",
             "start-date":null,"created-at":"2026-01-31T10:00:00+01:00","updated-at":"2026-02-01T10:00:00+01:00",
             "amount":"20.00","currency":{"id":1,"code":"EUR","decimals":2},"foreign-currency-amount":22.1,
             "foreign-currency":{"id":2,"code":"USD"},"merchant":null,"description":"Seats","reason":"Project",
             "expense-line-imported-data":{"id":5,"description":"FIGMA MONTHLY"},"custom-fields":{"a":{"b":[1]}},
             "itemized-expense-lines":[],"expense-category":{"id":19,"name":"Software"},
             "expensed-by":{"id":1001,"email":"ann@acme.test"},"created-by":{"id":1002,"email":"bob@acme.test"}}""";

    private static final String WALLET_LINE = """
            {"id":90002,"expense-report-id":null,"status":"draft","expense-date":null,"start-date":null,
             "created-at":"2026-01-31T10:00:00+01:00","updated-at":"2026-02-01T10:00:00+01:00","amount":"-3.5",
             "currency":{"code":"EUR"},"foreign-currency-amount":null,"foreign-currency":null,"merchant":"Café",
             "description":"Taxi","reason":"","expense-line-imported-data":null,"expensed-by":null,
             "itemized-expense-lines":[{"id":90003}],"expense-category":null,"parent-expense-line-id":null,
             "created-by":{"id":1002,"email":null}}""";

    private final ReportStatuses reports = new ReportStatuses();

    @Test
    void users() throws IOException {
        assertThat(streamed(CoupaUser::read, USER))
                .isEqualTo(bound(USER, CoupaUser.class))
                .isEqualTo("""
                {"change":"NEW","version":1,"tenantId":"acme","userId":1001,"login":"ann","email":"ann@acme.test",\
                "firstName":"Ann","active":true,"activeDate":"2026-03-25","accountKind":"SUPPORT",\
                "licences":["expense","purchasing"],"department":{"id":3,"name":"IT"},\
                "createdAt":"2026-03-26T01:38:00Z","updatedAt":"2026-03-31T22:00:00Z"}""");
    }

    @Test
    void chargedExpenseLines() throws IOException {
        reports.take(new CoupaExpenseReport(7001, "paid"));

        assertThat(streamed(CoupaExpenseLine::read, CHARGED_LINE))
                .isEqualTo(bound(CHARGED_LINE, CoupaExpenseLine.class))
                .isEqualTo("""
                {"change":"NEW","version":1,"tenantId":"acme","lineId":90001,"reportId":7001,"leaf":true,\
                "accountId":1001,"accountEmail":"ann@acme.test","amount":{"amount":"22.1","currency":"USD"},\
                "charged":{"amount":"22.1","currency":"USD"},"converted":{"amount":"20.00","currency":"EUR"},\
                "transactionDate":"2026-01-30","transactionDateSource":"EXPENSE_DATE",\
                "merchantName":"FIGMA MONTHLY","merchantSource":"CARD_DESCRIPTION","comments":"Seats\\nProject",\
                "status":"paid","lineStatus":"approved","category":{"id":19,"name":"Software"},\
                "createdAt":"2026-01-31T09:00:00Z","updatedAt":"2026-02-01T09:00:00Z"}""");
    }

    @Test
    void sparseExpenseLines() throws IOException {
        assertThat(streamed(CoupaExpenseLine::read, WALLET_LINE))
                .isEqualTo(bound(WALLET_LINE, CoupaExpenseLine.class))
                .isEqualTo("""
                {"change":"NEW","version":1,"tenantId":"acme","lineId":90002,"leaf":false,"accountId":1002,\
                "amount":{"amount":"-3.5","currency":"EUR"},"converted":{"amount":"-3.5","currency":"EUR"},\
                "transactionDate":"2026-01-31","transactionDateSource":"CREATED_AT","merchantName":"Café",\
                "merchantSource":"MERCHANT","comments":"Taxi","status":"draft","lineStatus":"draft",\
                "createdAt":"2026-01-31T09:00:00Z","updatedAt":"2026-02-01T09:00:00Z"}""");
    }

    private String bound(String json, Class<? extends PublishedRecord> type) throws IOException {
        return MAPPER.writeValueAsString(MAPPER.readValue(json, type).discovered("acme", reports));
    }

    private String streamed(JsonText.Reader<? extends PublishedRecord> reader, String json) throws IOException {
        JsonFactory factory = new JsonFactory();
        StringWriter written = new StringWriter();
        try (JsonParser parser = factory.createParser(json);
                JsonGenerator generator = factory.createGenerator(written)) {
            parser.nextToken();
            reader.read(parser).discovered("acme", reports).writeTo(generator);
        }
        return written.toString();
    }
}
