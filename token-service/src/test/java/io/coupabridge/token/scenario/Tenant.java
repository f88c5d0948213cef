package io.coupabridge.token.scenario;

import static io.coupabridge.token.scenario.Operator.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.contracts.ConnectionEvent;
import io.coupabridge.contracts.MessageHeaders;
import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.contracts.TokenEvent;
import io.coupabridge.contracts.Topic;
import io.coupabridge.simulator.CoupaInstance;
import io.coupabridge.testing.TestKafka;
import io.coupabridge.testing.TopicReader;
import io.coupabridge.testing.TopicRecord;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import org.awaitility.Awaitility;

/** A tenant of a test, as an Integration Admin and a downstream consumer see it. */
public final class Tenant {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final String id = "tenant-" + UUID.randomUUID().toString().substring(0, 13);

    /** Nothing on the topics that was written before is about it. */
    private final Instant since = Instant.now();

    public String id() {
        return id;
    }

    public TenantId tenantId() {
        return new TenantId(id);
    }

    public Response connect(CoupaInstance coupa) {
        return connect(coupa, "client", Coupas.secret(coupa));
    }

    /** Connects it and waits for the verdict, as a given: a slow machine brings it after the answer. */
    public void connected(CoupaInstance coupa) {
        assertThat(connect(coupa).statusCode()).isIn(200, 202);
        awaitVerdict();
    }

    /** Waits until nothing about its connection is being verified. */
    public void awaitVerdict() {
        Awaitility.await("the verdict").atMost(PATIENCE).until(() -> Boolean.FALSE.equals(read().get("verifying")));
    }

    public Response connect(CoupaInstance coupa, String clientId, String secret) {
        return put(Map.of(
                "baseUrl", coupa.origin().toString(),
                "clientId", clientId,
                "clientSecret", secret));
    }

    /** @param traceparent the header of that name */
    public Response connect(CoupaInstance coupa, String traceparent) {
        return given().contentType("application/json")
                .header(MessageHeaders.TRACEPARENT, traceparent)
                .body(Map.of(
                        "baseUrl", coupa.origin().toString(),
                        "clientId", "client",
                        "clientSecret", Coupas.secret(coupa)))
                .put("/api/v1/tenants/{id}/connection", id);
    }

    public Response put(Object body) {
        return given().contentType("application/json").body(body).put("/api/v1/tenants/{id}/connection", id);
    }

    public Response verify() {
        return given().post("/api/v1/tenants/{id}/connection/verify", id);
    }

    public Response delete() {
        return given().delete("/api/v1/tenants/{id}/connection", id);
    }

    public Response importApiKey(CoupaInstance coupa, String key) {
        return given().contentType("application/json")
                .body(Map.of("baseUrl", coupa.origin().toString(), "apiKey", key))
                .post("/api/v1/tenants/{id}/connection/legacy-api-key", id);
    }

    public Response setCeiling(Object requestsPerSecond) {
        return given().contentType("application/json")
                .body(Map.of("requestsPerSecond", requestsPerSecond))
                .put("/api/v1/tenants/{id}/request-ceiling", id);
    }

    /** Says which tasks it wants. */
    public Response choose(String... tasks) {
        return given().contentType("application/json")
                .body(Map.of("tasks", List.of(tasks)))
                .put("/api/v1/tenants/{id}/connection/tasks", id);
    }

    public JsonPath read() {
        return given().get("/api/v1/tenants/{id}/connection", id).jsonPath();
    }

    public String state() {
        return read().getString("state");
    }

    public JsonPath audit() {
        return given().get("/api/v1/tenants/{id}/audit", id).jsonPath();
    }

    /** Every connection event of this tenant so far, in order. */
    public List<ConnectionEvent> connectionEvents() {
        return records(Topic.CONNECTIONS).stream()
                .filter(r -> r.value() != null)
                .map(r -> r.as(ConnectionEvent.class))
                .toList();
    }

    /** Every token event of this tenant and task so far, in order. */
    public List<TokenEvent> tokenEvents(Task task) {
        return records(task.tokenTopic()).stream()
                .filter(r -> r.value() != null)
                .map(r -> r.as(TokenEvent.class))
                .toList();
    }

    public List<TopicRecord> records(Topic topic) {
        return TopicReader.readAll(TestKafka.shared().bootstrapServers(), topic, since).stream()
                .filter(r -> id.equals(r.key()))
                .toList();
    }

    public ConnectionEvent awaitConnectionEvent(Predicate<ConnectionEvent> wanted) {
        return await(Topic.CONNECTIONS, ConnectionEvent.class, wanted);
    }

    public TokenEvent awaitTokenEvent(Task task, Predicate<TokenEvent> wanted) {
        return await(task.tokenTopic(), TokenEvent.class, wanted);
    }

    /** Waits until so many events of that status tell of the task's token. */
    public void awaitTokenEvents(Task task, TokenEvent.Status status, int count) {
        try (TopicReader reader = TopicReader.open(TestKafka.shared().bootstrapServers(), task.tokenTopic(), since)) {
            reader.awaitAll(
                    seen -> seen.stream()
                                    .filter(r -> id.equals(r.key())
                                            && r.value() != null
                                            && r.as(TokenEvent.class).status() == status)
                                    .count()
                            >= count,
                    PATIENCE);
        }
    }

    /** The state that folding every connection event of this tenant gives. */
    public ConnectionEvent folded() {
        return connectionEvents().stream()
                .reduce((older, newer) -> newer.version() > older.version() ? newer : older)
                .orElseThrow();
    }

    private <T> T await(Topic topic, Class<T> type, Predicate<T> wanted) {
        try (TopicReader reader = TopicReader.open(TestKafka.shared().bootstrapServers(), topic, since)) {
            return reader.await(r -> id.equals(r.key()) && r.value() != null && wanted.test(r.as(type)), PATIENCE)
                    .as(type);
        }
    }
}
