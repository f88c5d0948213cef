package io.coupabridge.local;

import com.fasterxml.jackson.databind.JsonNode;
import io.coupabridge.contracts.ConnectionState;
import io.coupabridge.contracts.ErrorCode;
import io.coupabridge.contracts.RunMode;
import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TaskEvent;
import io.coupabridge.testing.TestTokens;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** One tenant's story: connect it as its administrator would, send commands as the platform would, see how they end. */
final class Scenario {

    private static final Duration RUN_LIMIT = Duration.ofMinutes(6);
    private static final Duration VERIFICATION_LIMIT = Duration.ofSeconds(60);

    private final SimulatedTenant tenant;
    private final DemoSettings settings;
    private final TokenServiceClient tokenService;
    private final DemoCommands commands;
    private final TaskWatch watch;
    private final Checks checks;
    private final Console console;
    private final List<TaskEvent> outcomes = new ArrayList<>();

    Scenario(
            SimulatedTenant tenant,
            DemoSettings settings,
            DemoCommands commands,
            TaskWatch watch,
            Checks checks,
            Console console) {
        this.tenant = tenant;
        this.settings = settings;
        this.tokenService =
                new TokenServiceClient(settings.url(DemoSettings.TOKEN_SERVICE), new TestTokens(settings.issuer()));
        this.commands = commands;
        this.watch = watch;
        this.checks = checks;
        this.console = console;
    }

    SimulatedTenant tenant() {
        return tenant;
    }

    /** The terminal events, in the order in which they were awaited. */
    List<TaskEvent> outcomes() {
        return outcomes;
    }

    /** The STARTED event of a run that has ended. */
    TaskEvent startOf(TaskEvent outcome) {
        return watch.start(outcome.commandId());
    }

    JsonNode connection() {
        return tokenService.connectionOf(tenant.id());
    }

    void play() {
        switch (tenant) {
            case ACME -> {
                // first, since a higher ceiling counts when the lower one was last used a minute ago
                tokenService.setRequestCeiling(tenant.id(), tenant.ceiling());
                console.step(tenant.id(), "the operator sets its request ceiling to " + tenant.ceiling() + " a second");
                connect();
                bothTasksComplete();
            }
            case BOREALIS -> {
                connect();
                whatIsGrantedCompletesAndTheRestLacksItsScope();
            }
            case CEDAR -> {
                legacyKeyIsRetired();
                connect();
                bothTasksComplete();
            }
            case DELTA -> {
                connect();
                bothTasksComplete();
                expectThrottling();
            }
        }
    }

    private void connect() {
        console.step(tenant.id(), "connecting " + tenant.baseUrl(settings) + " with Client ID and Client Secret");
        tokenService.connect(tenant.id(), tenant.baseUrl(settings), tenant.clientId(), tenant.clientSecret());
        expectState(ConnectionState.ACTIVE, null);
    }

    private void legacyKeyIsRetired() {
        console.step(tenant.id(), "importing its connection from the days of API keys");
        tokenService.importLegacy(tenant.id(), tenant.baseUrl(settings), tenant.apiKey());
        expectState(ConnectionState.REAUTHORIZATION_REQUIRED, "API_KEY_RETIRED");
        for (TaskEvent outcome : runAll()) {
            expectFailure(outcome, ErrorCode.REAUTHORIZATION_REQUIRED, "Client");
        }
    }

    private void bothTasksComplete() {
        runAll().forEach(this::expectCompletion);
    }

    private void whatIsGrantedCompletesAndTheRestLacksItsScope() {
        for (TaskEvent outcome : runAll()) {
            if (tenant.granted().contains(outcome.task())) {
                expectCompletion(outcome);
            } else {
                expectFailure(outcome, ErrorCode.SCOPE_MISSING, outcome.task().scope());
            }
        }
    }

    private List<TaskEvent> runAll() {
        List<UUID> sent = new ArrayList<>();
        for (Task task : Task.all()) {
            UUID command = UUID.randomUUID();
            commands.run(command, tenant.id(), task, RunMode.AUTO);
            sent.add(command);
        }
        List<TaskEvent> ended =
                sent.stream().map(command -> watch.outcome(command, RUN_LIMIT)).toList();
        outcomes.addAll(ended);
        return ended;
    }

    private void expectState(ConnectionState wanted, String reason) {
        JsonNode connection = verified();
        String state = connection.path("state").asText();
        boolean held = state.equals(wanted.name())
                && (reason == null || reason.equals(connection.path("reason").asText()));
        console.step(tenant.id(), "connection " + describe(connection));
        checks.expect(
                tenant.id() + ": the connection is " + wanted + (reason == null ? "" : " (" + reason + ")"),
                held,
                connection.toString());
    }

    private JsonNode verified() {
        try {
            return Awaitility.await()
                    .atMost(VERIFICATION_LIMIT)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(300))
                    .until(
                            this::connection,
                            connection ->
                                    !"PENDING".equals(connection.path("state").asText()));
        } catch (ConditionTimeoutException e) {
            return connection();
        }
    }

    private void expectCompletion(TaskEvent outcome) {
        checks.expect(
                tenant.id() + ": " + outcome.task() + " completes",
                outcome.type() == TaskEvent.Type.COMPLETED,
                TaskWatch.describe(outcome));
    }

    private void expectFailure(TaskEvent outcome, ErrorCode code, String words) {
        boolean held = outcome.type() == TaskEvent.Type.FAILED
                && outcome.failure().code() == code
                && outcome.failure().message().contains(words);
        checks.expect(
                tenant.id() + ": " + outcome.task() + " fails with " + code + " and a sentence that names '" + words
                        + "'",
                held,
                TaskWatch.describe(outcome));
    }

    private void expectThrottling() {
        long waited = outcomes.stream()
                .filter(outcome -> outcome.type() == TaskEvent.Type.COMPLETED)
                .mapToLong(outcome -> outcome.progress().throttledMillis())
                .sum();
        checks.expect(
                tenant.id() + ": the receipts tell how long Coupa made the runs wait", waited > 0, waited + " ms");
    }

    static String describe(JsonNode connection) {
        String reason = connection.path("reason").asText("");
        return connection.path("state").asText()
                + (reason.isBlank() || reason.equals("null") ? "" : " (" + reason + ")");
    }
}
