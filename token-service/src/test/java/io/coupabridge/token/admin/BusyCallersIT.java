package io.coupabridge.token.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coupabridge.testing.TestTokens;
import io.coupabridge.token.connection.Connections;
import io.coupabridge.token.scenario.Coupas;
import io.coupabridge.token.scenario.LinkVisitor;
import io.coupabridge.token.scenario.Management;
import io.coupabridge.token.scenario.Tenant;
import io.coupabridge.token.scenario.TokenServiceResource;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Callers that ask for too much, and those who ask beside them. */
@QuarkusTest
@QuarkusTestResource(TokenServiceResource.class)
@TestProfile(BusyCallersIT.Few.class)
@Timeout(60)
class BusyCallersIT {

    private static final String CONNECTIONS = "/api/v1/connections";
    private static final int AT_ONCE = 3;
    private static final Duration SOON = Duration.ofSeconds(20);

    /** Few requests at once, and few a second. */
    public static final class Few implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "coupabridge.http.requests-at-once",
                    Integer.toString(AT_ONCE),
                    "coupabridge.http.requests-per-second",
                    "1",
                    "quarkus.http.access-log.enabled",
                    "true");
        }
    }

    @Inject
    Connections connections;

    private final Tenant tenant = new Tenant();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void tidy() {
        threads.shutdownNow();
        // the operator of the other calls may make few a second
        somebody().delete("/api/v1/tenants/{id}/connection", tenant.id());
    }

    @Test
    void leave_health_and_metrics_their_threads() {
        // given
        tenant.connect(Coupas.withClient());
        List<CompletableFuture<Response>> waiting = new ArrayList<>();

        // when; a busy machine may need more than one try: the first gives up before the last comes
        Response refused = await().atMost(SOON)
                .ignoreExceptionsInstanceOf(RuntimeException.class)
                .until(() -> besideThoseWhoWait(waiting), answer -> answer.statusCode() == 503);

        // then
        assertThat(refused.header("Retry-After")).isEqualTo("1");
        assertThat(refused.jsonPath().getString("detail")).contains("works on 3 requests already");
        assertThat(waiting).allSatisfy(caller -> assertThat(caller).succeedsWithin(SOON));
        await().atMost(SOON).until(() -> somebody().get(CONNECTIONS).statusCode() == 200);
    }

    /**
     * The answer to a caller while as many requests as are worked on at once wait for a row; another one when one of these is
     * done.
     */
    private Response besideThoseWhoWait(List<CompletableFuture<Response>> waiting) {
        waiting.forEach(CompletableFuture::join);
        return QuarkusTransaction.requiringNew().call(() -> {
            connections.lock(tenant.tenantId());
            List<CompletableFuture<Response>> these = IntStream.range(0, AT_ONCE)
                    .mapToObj(caller ->
                            call(() -> somebody().post("/api/v1/tenants/{id}/connection/verify", tenant.id())))
                    .toList();
            waiting.addAll(these);
            Response answer;
            do {
                answer = somebody().get(CONNECTIONS);
            } while (answer.statusCode() != 503 && these.stream().noneMatch(CompletableFuture::isDone));
            if (answer.statusCode() == 503) {
                assertThat(Management.get("/q/health/live").statusCode()).isEqualTo(200);
                assertThat(Management.get("/q/metrics").statusCode()).isEqualTo(200);
            }
            return answer;
        });
    }

    @Test
    void are_told_when_to_ask_again_and_take_nothing_from_others() {
        // when
        List<CompletableFuture<Response>> rash = IntStream.range(0, 20)
                .mapToObj(request -> call(() -> as("rash").get(CONNECTIONS)))
                .toList();

        // then
        Response refused = rash.stream()
                .map(CompletableFuture::join)
                .filter(answer -> answer.statusCode() == 429)
                .findFirst()
                .orElseThrow();
        assertThat(refused.header("Retry-After")).isEqualTo("1");
        assertThat(refused.jsonPath().getString("detail")).contains("coupabridge.http.requests-per-second");
        await().atMost(SOON)
                .untilAsserted(() ->
                        assertThat(somebody().get(CONNECTIONS).statusCode()).isEqualTo(200));
        assertThat(Management.get("/q/metrics").asString())
                .containsPattern("coupabridge_requests_refused_total\\{cause=\"RATE\".*} [1-9]");
    }

    @Test
    void who_guess_links_are_slowed_down_and_nobody_else_and_no_log_of_requests_holds_a_link() {
        // given
        AccessLog log = new AccessLog();
        Logger.getLogger(AccessLog.CATEGORY).addHandler(log);
        LinkVisitor link = LinkVisitor.of(somebody()
                .contentType("application/json")
                .body("{}")
                .post("/api/v1/tenants/{id}/connect-links", tenant.id()));

        // when
        Response first = link.open();
        Response guess = LinkVisitor.withToken("x".repeat(43)).open();
        Response slowed = LinkVisitor.withToken("y".repeat(43)).open();
        Response beside = link.open();

        // then
        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(guess.statusCode()).isEqualTo(404);
        assertThat(slowed.statusCode()).isEqualTo(429);
        assertThat(slowed.asString()).contains("Too many requests", "Wait ");
        assertThat(beside.statusCode()).as("from the same address").isEqualTo(200);
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(log.lines).anyMatch(line -> line.contains("/connect/link")));
        assertThat(log.lines).noneMatch(line -> line.contains(link.token()));
        Logger.getLogger(AccessLog.CATEGORY).removeHandler(log);
    }

    private static final class AccessLog extends Handler {

        private static final String CATEGORY = "io.quarkus.http.access-log";

        private final List<String> lines = new CopyOnWriteArrayList<>();

        @Override
        public void publish(LogRecord line) {
            lines.add(line.getMessage() + Arrays.toString(line.getParameters()));
        }

        @Override
        public void flush() {
            // nothing is held back
        }

        @Override
        public void close() {
            // nothing is open
        }
    }

    private CompletableFuture<Response> call(Supplier<Response> request) {
        return CompletableFuture.supplyAsync(request, threads);
    }

    /** Each time another caller. */
    private static RequestSpecification somebody() {
        return as(UUID.randomUUID().toString());
    }

    private static RequestSpecification as(String subject) {
        String token = TestTokens.shared().with(Map.of("sub", subject, "roles", List.of("operator")));
        return RestAssured.given().auth().oauth2(token);
    }
}
