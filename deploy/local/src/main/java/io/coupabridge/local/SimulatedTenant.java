package io.coupabridge.local;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.ExpenseDiscovery;
import io.coupabridge.contracts.Task;
import io.coupabridge.testing.TopicRecord;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;

/** The demo's tenants, each with a simulated Coupa instance of its own. */
enum SimulatedTenant {
    /** Healthy, and the largest. */
    ACME(1, "America/Los_Angeles", 2_000, 20_000, List.of(ApplicationRoster.TASK, ExpenseDiscovery.TASK)),
    /** Its OAuth2 client lacks the scope for expenses. */
    BOREALIS(2, "Europe/Berlin", 500, 800, List.of(ApplicationRoster.TASK)),
    /** Has an API key from before 2023 at first. */
    CEDAR(3, "Australia/Sydney", 300, 1_200, List.of(ApplicationRoster.TASK, ExpenseDiscovery.TASK)),
    /** Answers slowly, and refuses what comes too fast. */
    DELTA(4, "Asia/Tokyo", 400, 1_500, List.of(ApplicationRoster.TASK, ExpenseDiscovery.TASK));

    private final int number;
    private final ZoneId zone;
    private final int users;
    private final int expenseLines;
    private final List<Task> granted;

    SimulatedTenant(int number, String zone, int users, int expenseLines, List<Task> granted) {
        this.number = number;
        this.zone = ZoneId.of(zone);
        this.users = users;
        this.expenseLines = expenseLines;
        this.granted = granted;
    }

    /** The tenant's id, and the name of its instance. */
    String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The time zone of the company, by which its dates are. */
    ZoneId zone() {
        return zone;
    }

    /** The tasks whose scope its OAuth2 client has. */
    List<Task> granted() {
        return granted;
    }

    /** Requests a second that may be sent to its instance: the default, but for the one that the operator raised. */
    int ceiling() {
        return this == ACME ? 20 : 10;
    }

    String portVariable() {
        return DemoSettings.simulatorVariable(number);
    }

    String baseUrl(DemoSettings settings) {
        return settings.url(portVariable());
    }

    String clientId() {
        return id() + "-client";
    }

    /** Known to the simulator alone; no secret of anybody. */
    String clientSecret() {
        return id() + "-demo-secret-0123456789";
    }

    String apiKey() {
        return id() + "-legacy-api-key-0123456789abcdef012345";
    }

    /** The instance's settings for the simulator. */
    ObjectNode instance(DemoSettings settings) {
        ObjectNode instance = TopicRecord.JSON.createObjectNode();
        instance.put("name", id())
                .put("port", settings.port(portVariable()))
                .put("users", users)
                .put("expenseLines", expenseLines)
                .put("seed", number)
                .put("zone", zone.getId())
                .put("latencyMillis", this == DELTA ? 250 : 40)
                .put("nullEmailPermille", 5);
        ObjectNode client = instance.putArray("clients").addObject();
        client.put("id", clientId()).put("secret", clientSecret());
        granted.forEach(task -> client.withArray("scopes").add(task.scope()));
        instance.putObject("switches").put("notLiveYetMillis", 2_000);
        if (this == DELTA) {
            throttle(instance);
        } else {
            instance.putObject("limit").put("rate", 25).put("burst", 20);
        }
        return instance;
    }

    private static void throttle(ObjectNode instance) {
        instance.putObject("limit")
                .put("rate", 6)
                .put("burst", 3)
                .put("rejectStatus", 429)
                .put("retryAfter", "SECONDS")
                .put("retryAfterSeconds", 1);
        ObjectNode outage = instance.putArray("faults").addObject();
        outage.put("skip", 8).put("every", 20);
        outage.putObject("fault")
                .put("status", 503)
                .put("body", "HTML")
                .putObject("headers")
                .put("Retry-After", "1");
    }
}
