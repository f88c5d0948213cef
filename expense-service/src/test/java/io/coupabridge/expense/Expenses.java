package io.coupabridge.expense;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.coupabridge.client.http.Page;
import io.coupabridge.client.json.CoupaJson;
import io.coupabridge.contracts.DiscoveredExpense;
import io.coupabridge.contracts.RunMode;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.runtime.handler.MappedPage;
import io.coupabridge.runtime.handler.RunScope;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/** Examples of lines and reports as Coupa sends them, and of runs. JSON is written with single quotes. */
final class Expenses {

    static final TenantId TENANT = new TenantId("acme-prod");
    static final Instant FROM = Instant.parse("2026-02-01T00:00:00Z");
    static final Instant TO = Instant.parse("2026-03-01T00:00:00Z");
    static final Instant STARTED = Instant.parse("2026-03-01T08:00:00Z");

    /** The first run of a tenant. */
    static final RunScope FULL = new RunScope(TENANT, RunMode.FULL, null, TO, STARTED);

    static final RunScope LATER_FULL = new RunScope(TENANT, RunMode.FULL, FROM, TO, STARTED);
    static final RunScope INCREMENT = new RunScope(TENANT, RunMode.INCREMENTAL, FROM, TO, STARTED);

    /** The example of coupa-api §5.6. */
    private static final String LINE = """
            {'id':90211,'expense-report-id':7313,'status':'pending_info','parent-expense-line-id':null,
             'created-at':'2026-02-03T21:40:12-08:00','updated-at':'2026-02-11T08:05:44-08:00',
             'expense-date':'2026-01-30T00:00:00-08:00','start-date':null,
             'description':'Diagram tool, yearly seat — équipe Nord','merchant':null,'reason':'',
             'amount':'141.32','currency':{'code':'EUR'},
             'foreign-currency-amount':'168.00','foreign-currency':{'code':'USD'},
             'expense-category':{'id':19,'name':'Software subscription'},
             'expensed-by':{'id':4127,'email':'mina.okafor@example.test'},'created-by':{'id':5,'email':null},
             'expense-line-imported-data':{'description':'DIAGRAMLY* SEAT'},'itemized-expense-lines':[]}""";

    private Expenses() {}

    static ObjectNode line(long id) {
        return json(LINE).put("id", id);
    }

    static ObjectNode line() {
        return json(LINE);
    }

    /** @param value JSON */
    static ObjectNode lineWith(String field, String value) {
        ObjectNode line = json(LINE);
        line.set(field, value(value));
        return line;
    }

    /** Made before the window of {@link #INCREMENT} and changed in it. */
    static ObjectNode report(long id, String status) {
        return json("""
                        {'created-at':'2026-01-05T21:31:00-08:00','updated-at':'2026-02-11T08:05:44-08:00',
                         'expensed-by':{'id':4127,'email':'mina.okafor@example.test'}}""").put("id", id).put("status", status);
    }

    static JsonNode value(String json) {
        return json("{'value':" + json + "}").get("value");
    }

    static ObjectNode json(String json) {
        try {
            return (ObjectNode) CoupaJson.read(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new IllegalArgumentException("Not JSON: " + json, e);
        }
    }

    static Page page(ObjectNode... records) {
        return new Page(Arrays.asList(records), null, 0, 0);
    }

    static List<DiscoveredExpense> expenses(MappedPage page) {
        return page.records().stream().map(DiscoveredExpense.class::cast).toList();
    }

    static DiscoveredExpense expense(MappedPage page, long id) {
        return expenses(page).stream()
                .filter(expense -> expense.lineId() == id)
                .findFirst()
                .orElseThrow(() -> new AssertionError("No expense " + id + " in " + page.records()));
    }
}
