package io.coupabridge.benchmark.spring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.springframework.http.converter.json.Jackson2ObjectMapperBuilder;

/** The tuned peers publish what the plain one does. */
class StreamedJsonTest {

    private static final ObjectMapper MAPPER =
            Jackson2ObjectMapperBuilder.json().build();

    private static final String USER = """
            {"id":1001,"login":"ann","email":"ann@acme.test","firstname":"Ann","lastname":null,"active":true,
             "department":{"id":3,"name":"IT"},"roles":[{"id":1}],
             "created-at":"2026-03-25T18:38:00-07:00","updated-at":"2026-04-01T00:00:00+02:00"}""";

    private static final String CHARGED_LINE = """
            {"id":90001,"expense-report-id":7001,"status":"approved","expense-date":"2026-01-30T00:00:00+01:00",
             "start-date":null,"created-at":"2026-01-31T10:00:00+01:00","updated-at":"2026-02-01T10:00:00+01:00",
             "amount":"20.00","currency":{"id":1,"code":"EUR","decimals":2},"foreign-currency-amount":22.1,
             "foreign-currency":{"id":2,"code":"USD"},"merchant":null,"description":"Seats","reason":"Project",
             "expense-line-imported-data":{"id":5,"description":"FIGMA MONTHLY"},"custom-fields":{"a":{"b":[1]}},
             "expensed-by":{"id":1001,"email":"ann@acme.test"},"created-by":{"id":1002,"email":"bob@acme.test"}}""";

    private static final String WALLET_LINE = """
            {"id":90002,"expense-report-id":null,"status":"draft","expense-date":null,"start-date":null,
             "created-at":"2026-01-31T10:00:00+01:00","updated-at":"2026-02-01T10:00:00+01:00","amount":"-3.5",
             "currency":{"code":"EUR"},"foreign-currency-amount":null,"foreign-currency":null,"merchant":"Café",
             "description":"Taxi","reason":"","expense-line-imported-data":null,"expensed-by":null,
             "created-by":{"id":1002,"email":null}}""";

    @Test
    void users() throws IOException {
        assertThat(streamed(Resource.USERS, USER))
                .isEqualTo(bound(USER, CoupaUser.class))
                .isEqualTo("""
                {"tenantId":"acme","userId":1001,"email":"ann@acme.test","firstName":"Ann","lastName":null,\
                "active":true,"createdAt":"2026-03-26T01:38:00Z","updatedAt":"2026-03-31T22:00:00Z"}""");
    }

    @Test
    void chargedExpenseLines() throws IOException {
        assertThat(streamed(Resource.EXPENSE_LINES, CHARGED_LINE))
                .isEqualTo(bound(CHARGED_LINE, CoupaExpenseLine.class))
                .isEqualTo("""
                {"tenantId":"acme","lineId":90001,"reportId":7001,"accountId":1001,"accountEmail":"ann@acme.test",\
                "amount":"22.1","currency":"USD","transactionDate":"2026-01-30","merchantName":"FIGMA MONTHLY",\
                "comments":"Seats\\nProject","status":"approved","updatedAt":"2026-02-01T09:00:00Z"}""");
    }

    @Test
    void sparseExpenseLines() throws IOException {
        assertThat(streamed(Resource.EXPENSE_LINES, WALLET_LINE))
                .isEqualTo(bound(WALLET_LINE, CoupaExpenseLine.class))
                .isEqualTo("""
                {"tenantId":"acme","lineId":90002,"reportId":null,"accountId":1002,"accountEmail":null,\
                "amount":"-3.5","currency":"EUR","transactionDate":"2026-01-31","merchantName":"Café",\
                "comments":"Taxi","status":"draft","updatedAt":"2026-02-01T09:00:00Z"}""");
    }

    private static String bound(String json, Class<? extends CoupaRecord> type) throws IOException {
        return MAPPER.writeValueAsString(MAPPER.readValue(json, type).message("acme"));
    }

    private static String streamed(Resource resource, String json) throws IOException {
        JsonFactory factory = new JsonFactory();
        StringWriter written = new StringWriter();
        try (JsonParser parser = factory.createParser(json);
                JsonGenerator generator = factory.createGenerator(written)) {
            parser.nextToken();
            resource.reader().read(parser).message("acme").writeTo(generator);
        }
        return written.toString();
    }
}
