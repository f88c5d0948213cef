package io.coupabridge.local.whole;

import com.fasterxml.jackson.databind.JsonNode;
import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.RunMode;
import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.contracts.Topic;
import io.coupabridge.simulator.CoupaInstance;
import io.coupabridge.simulator.CoupaSimulator;
import io.coupabridge.testing.TestTokens;
import io.coupabridge.testing.TopicReader;
import io.coupabridge.testing.TopicRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;

/**
 * Tenants side by side, each with a Coupa of its own. Of every ten, one has the wrong secret and one lacks a scope, so that
 * there is something to tell of them.
 */
final class Neighbours implements AutoCloseable {

    private static final Duration SOON = Duration.ofMinutes(10);
    private static final int WRONG_SECRET = 3;
    private static final int SCOPE_MISSING = 7;
    private static final int OF = 10;

    private final HttpClient http = HttpClient.newHttpClient();
    private final TestTokens tokens = TestTokens.shared();
    private final Ownership ownership = new Ownership();
    private final List<CoupaInstance> coupas = new ArrayList<>();
    private final Map<TenantId, Map<Task, UUID>> commands = new HashMap<>();
    private final Map<String, List<ApiOperation>> operations = new HashMap<>();
    private final WholeSystem system;
    private final int count;

    Neighbours(int count) {
        this.count = count;
        // what is written for one who looks for a fault must not name somebody else either
        this.system = new WholeSystem("neighbours", "DEBUG", this::coupas);
    }

    private List<CoupaInstance> coupas(CoupaSimulator simulator) {
        for (int number = 0; number < count; number++) {
            TenantId tenant = Ownership.tenant(number);
            CoupaInstance coupa = simulator.instance(
                    tenant.value(),
                    Ownership.spec(number).users(5).expenseLines(5).nullEmails(200));
            Set<String> scopes = new HashSet<>();
            Task.all().stream()
                    .filter(task -> coupas.size() % OF != SCOPE_MISSING || task == ApplicationRoster.TASK)
                    .forEach(task -> scopes.add(task.scope()));
            coupa.client("client-of-" + tenant, secret(tenant), scopes);
            ownership.isOf(coupa.origin(), tenant);
            coupas.add(coupa);
        }
        return coupas;
    }

    private static String secret(TenantId tenant) {
        return "secret-of-" + tenant;
    }

    WholeSystem system() {
        return system;
    }

    Ownership ownership() {
        return ownership;
    }

    CoupaInstance coupaOf(TenantId tenant) {
        return coupas.get(tenants().indexOf(tenant));
    }

    List<TenantId> tenants() {
        return IntStream.range(0, count).mapToObj(Ownership::tenant).toList();
    }

    /** Those that read with both tasks. */
    List<TenantId> healthy() {
        return IntStream.range(0, count)
                .filter(number -> number % OF != WRONG_SECRET && number % OF != SCOPE_MISSING)
                .mapToObj(Ownership::tenant)
                .toList();
    }

    UUID command(TenantId tenant, Task task) {
        return commands.get(tenant).get(task);
    }

    /** Saves all connections, one after the other, and waits until each is verified. */
    void connect() {
        for (int number = 0; number < count; number++) {
            TenantId tenant = Ownership.tenant(number);
            Map<String, String> body = Map.of(
                    "baseUrl",
                    coupas.get(number).origin().toString(),
                    "clientId",
                    "client-of-" + tenant,
                    "clientSecret",
                    number % OF == WRONG_SECRET ? "not-the-" + secret(tenant) : secret(tenant));
            HttpResponse<String> answer = send(
                    WholeSystem.TOKEN_SERVICE,
                    "PUT",
                    "/api/v1/tenants/" + tenant + "/connection",
                    json(body),
                    tokens.operator());
            if (answer.statusCode() / 100 != 2) {
                throw new AssertionError(answer.statusCode() + ": " + answer.body());
            }
        }
        Awaitility.await("verdicts")
                .atMost(SOON)
                .pollInterval(Duration.ofMillis(500))
                .until(() -> pending() == 0);
    }

    private int pending() {
        HttpResponse<String> answer =
                send(WholeSystem.TOKEN_SERVICE, "GET", "/api/v1/connections?state=PENDING", null, tokens.operator());
        return parse(answer.body()).path("connections").size();
    }

    /** Runs every task of every tenant, all at once, and waits for the outcomes. */
    void runAll() {
        Set<String> open = new HashSet<>();
        for (TenantId tenant : tenants()) {
            for (Task task : Task.all()) {
                UUID command = runs(tenant, task);
                commands.computeIfAbsent(tenant, any -> new HashMap<>()).put(task, command);
                open.add(command.toString());
            }
        }
        long end = System.nanoTime() + SOON.toNanos();
        try (TopicReader reader = TopicReader.open(system.bootstrapServers(), Topic.TASK_EVENTS)) {
            while (!open.isEmpty()) {
                if (System.nanoTime() > end) {
                    throw new AssertionError("Without an outcome: " + open);
                }
                for (TopicRecord record : reader.readOn(Duration.ofMillis(200))) {
                    JsonNode event = parse(record.text());
                    if (Set.of("COMPLETED", "FAILED", "CANCELLED")
                            .contains(event.path("type").asText())) {
                        open.remove(event.path("commandId").asText());
                    }
                }
            }
        }
    }

    /** Sends a command. */
    UUID runs(TenantId tenant, Task task) {
        UUID command = system.platform(task).run(tenant, RunMode.FULL);
        ownership.isOf(command, tenant);
        return command;
    }

    /** @param body null for none */
    HttpResponse<String> send(String module, String method, String path, String body, String token) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(system.origin(module) + path))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .timeout(Duration.ofSeconds(60))
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The API's operations, by the service's module. */
    List<ApiOperation> operations(String module) {
        return operations.computeIfAbsent(
                module,
                any -> ApiOperation.of(send(module, "GET", "/q/openapi?format=json", null, tokens.operator())
                        .body()));
    }

    static JsonNode parse(String json) {
        try {
            return TopicRecord.JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(json, e);
        }
    }

    static String json(Object value) {
        try {
            return TopicRecord.JSON.writeValueAsString(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        system.close();
    }
}
