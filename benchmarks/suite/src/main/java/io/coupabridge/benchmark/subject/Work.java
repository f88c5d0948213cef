package io.coupabridge.benchmark.subject;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.coupabridge.benchmark.bed.Bed;
import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.ExpenseDiscovery;
import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.simulator.CoupaInstance;
import io.coupabridge.simulator.InstanceSpec;
import io.coupabridge.simulator.data.DataSet;
import io.coupabridge.simulator.data.RecordTable;
import io.coupabridge.testing.scenario.Platform;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/**
 * What every system does: reads all records of one resource of one Coupa and publishes each on Kafka, as the contract of
 * Coupa Bridge's topic says. For expense lines that takes their reports too.
 *
 * @param latency of each of Coupa's answers
 * @param ceiling requests a second; 0 when neither Coupa nor the reader limits them
 * @param ids how those of the users lie
 */
public record Work(Task task, int records, Duration latency, int ceiling, IdShape ids) {

    private static final int PAGE = 50;
    private static final int BURST = 20;

    /** All lines lie within the 90 days of a first run. */
    private static final int DAYS = 80;

    /** With ids as usual. */
    public Work(Task task, int records, Duration latency, int ceiling) {
        this(task, records, latency, ceiling, IdShape.USUAL);
    }

    /** A new Coupa that holds what is to be read, and nothing that is published otherwise than one to one. */
    CoupaInstance coupa(Bed bed) {
        int users = task == ApplicationRoster.TASK ? records : 50;
        InstanceSpec spec = ids.begin(InstanceSpec.defaults(), users)
                .expenseLines(task == ExpenseDiscovery.TASK ? records : 0)
                .expenseDates(1, DAYS, DAYS + 10)
                .itemisedReports(0)
                .latency(latency);
        CoupaInstance coupa = bed.coupa(ceiling == 0 ? spec : spec.limit(25, BURST));
        ids.addOthers(coupa.data().users(), users);
        if (task == ExpenseDiscovery.TASK) {
            Sample.ids(task, coupa).forEach(line -> changeReport(coupa.data(), line));
        }
        return coupa;
    }

    /** The sample's lines do not have the status of their reports, so that it shows whose status was published. */
    private static void changeReport(DataSet data, long line) {
        JsonNode report = data.expenseLines().get(line).orElseThrow().path("expense-report-id");
        if (report.isIntegralNumber()) {
            String status =
                    data.expenseLines().get(line).orElseThrow().path("status").asText();
            data.expenseReports().update(report.longValue(), "status", status.equals("paid") ? "approved" : "paid");
        }
    }

    /**
     * Between two rounds: changes every record, touches every report, and has Coupa forget what the round before asked.
     */
    void renew(CoupaInstance coupa) {
        RecordTable table = table(task, coupa);
        // Coupa's times are in seconds: no record shall keep its own, nor change in the second in which it is read
        Platform.awaitNextSecond();
        table.change(table.ids());
        if (task == ExpenseDiscovery.TASK) {
            RecordTable reports = coupa.data().expenseReports();
            reports.ids().forEach(id -> reports.update(id, JsonNodeFactory.instance.objectNode()));
        }
        Platform.awaitNextSecond();
        coupa.log().clear();
    }

    /** The records that are looked at, of a tenant that was not read before. */
    Sample sample(TenantId tenant, CoupaInstance coupa) {
        return new Sample(task, tenant, coupa);
    }

    /** The keys of the messages that come of it. */
    Set<String> keys(String tenant, CoupaInstance coupa) {
        Set<String> keys = new HashSet<>();
        table(task, coupa).ids().forEach(id -> keys.add(tenant + "/" + id));
        return keys;
    }

    /** The records that a task is to publish. */
    public static RecordTable table(Task task, CoupaInstance coupa) {
        return task == ApplicationRoster.TASK
                ? coupa.data().users()
                : coupa.data().expenseLines();
    }

    public int pages() {
        return pages(records);
    }

    /** The pages that so many records need. */
    public static int pages(int records) {
        return (records + PAGE - 1) / PAGE;
    }

    /** The longest that promise 11 allows. */
    public double promisedSeconds() {
        return promisedSeconds(pages(), ceiling, latency);
    }

    /** The longest that promise 11 allows for so many pages. */
    public static double promisedSeconds(int pages, double ceiling, Duration latency) {
        return (pages / ceiling + 2 * latency.toMillis() / 1_000.0) / 0.93;
    }

    /** How many requests have to be under way to use the ceiling; where there is none, as many as peers may publish together. */
    public int lanes() {
        return ceiling == 0 ? 32 : (int) Math.ceil(ceiling * latency.toMillis() / 1_000.0) + 2;
    }
}
