package io.coupabridge.simulator;

import static io.coupabridge.simulator.CoupaCaller.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.coupabridge.simulator.fault.Delivery;
import io.coupabridge.simulator.fault.Fault;
import io.coupabridge.simulator.fault.FaultBody;
import io.coupabridge.simulator.fault.FaultRule;
import io.coupabridge.simulator.log.LoggedRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Faults: what they look like and whom they strike. */
@Timeout(20)
class FaultTest {

    private CoupaSimulator simulator;
    private CoupaInstance acme;
    private CoupaCaller caller;

    @BeforeEach
    void startInstance() {
        simulator = CoupaSimulator.start();
        acme = simulator.instance("acme", InstanceSpec.defaults().users(80).expenseLines(20));
        caller = CoupaCaller.connect(acme);
    }

    @AfterEach
    void stop() {
        simulator.close();
    }

    static Stream<Arguments> answers() {
        return Stream.of(
                answer(Fault.status(500), 500, "application/json", body -> body.contains("\"errors\"")),
                answer(Fault.status(502).html(), 502, "text/html", body -> body.contains("<html>")),
                answer(Fault.status(504).xml(), 504, "application/xml", body -> body.startsWith("<errors>")),
                answer(Fault.status(500).empty(), 500, "application/json", String::isEmpty),
                answer(Fault.throttled(), 429, "application/json", body -> body.contains("errors")),
                answer(Fault.unavailable(), 503, "text/html", body -> body.contains("maintenance")),
                answer(Fault.maintenancePage(), 200, "text/html", body -> body.contains("maintenance")),
                answer(Fault.errorObject(), 200, "application/json", body -> body.startsWith("{\"errors\"")),
                answer(Fault.of(FaultBody.EMPTY), 200, "application/json", String::isEmpty),
                answer(Fault.of(FaultBody.EMPTY_ARRAY), 200, "application/json", "[]"::equals),
                answer(Fault.of(FaultBody.INVALID_JSON), 200, "application/json", body -> body.contains(",,")),
                answer(
                        Fault.of(FaultBody.REAL_CUT),
                        200,
                        "application/json",
                        body -> body.startsWith("[{") && !body.endsWith("]")),
                answer(
                        Fault.of(FaultBody.REAL_FIRST_RECORD),
                        200,
                        "application/json",
                        body -> body.startsWith("{\"id\"")),
                answer(Fault.of(FaultBody.REAL_AS_XML), 200, "application/xml", body -> body.contains("<users ")),
                answer(Fault.wrongContentType("text/html"), 200, "text/html", body -> body.startsWith("[{")),
                answer(
                        Fault.missingKeys("email", "lastname"),
                        200,
                        "application/json",
                        body -> body.contains("\"login\"") && !body.contains("\"lastname\"")),
                answer(Fault.status(200).text("text/plain", "hello"), 200, "text/plain", "hello"::equals),
                answer(Fault.huge(100_000), 200, "application/json", body -> body.length() == 100_000),
                answer(
                        Fault.drip(16 * 1024, Duration.ofMillis(1)),
                        200,
                        "application/json",
                        body -> body.endsWith("}]")),
                answer(Fault.delay(Duration.ofMillis(1)), 200, "application/json", body -> body.endsWith("}]")));
    }

    private static Arguments answer(Fault fault, int status, String type, Predicate<String> body) {
        return Arguments.of(fault, status, type, body);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("answers")
    void answers_wrongly_once_and_rightly_afterwards(Fault fault, int status, String type, Predicate<String> body) {
        // given
        acme.faults().next(fault);

        // when
        HttpResponse<String> struck = caller.get("/api/users");

        // then
        assertThat(struck.statusCode()).isEqualTo(status);
        assertThat(struck.headers().firstValue("Content-Type").orElse("")).startsWith(type);
        assertThat(struck.body()).matches(body);
        assertThat(json(caller.get("/api/users"))).hasSize(50);
        assertThat(acme.log().apiRequests().get(0).fault()).isNotBlank();
        assertThat(acme.log().apiRequests().get(1).fault()).isNull();
    }

    @Test
    void makes_single_records_odd() {
        // given
        List<Long> ids = acme.data().users().ids();
        acme.faults()
                .next(Fault.missingKeys("email")
                        .onlyOf(ids.get(1))
                        .andOddId(ids.get(2), "null")
                        .andOddId(ids.get(3), ""));

        // when
        JsonNode page = json(caller.get("/api/users"));

        // then
        assertThat(page.get(0).has("email")).isTrue();
        assertThat(page.get(1).has("email")).isFalse();
        assertThat(page.get(1).get("id").longValue()).isEqualTo(ids.get(1));
        assertThat(page.get(2).get("id").isNull()).isTrue();
        assertThat(page.get(3).has("id")).isFalse();
    }

    @Test
    void turns_records_round_and_doubles_them() {
        // given
        List<Long> ids = acme.data().users().ids();
        acme.faults().next(Fault.of(FaultBody.REAL_SHUFFLED));
        acme.faults().next(Fault.of(FaultBody.REAL_DOUBLED));

        // when
        JsonNode shuffled = json(caller.get("/api/users"));
        JsonNode doubled = json(caller.get("/api/users"));

        // then
        assertThat(shuffled.get(0).get("id").longValue()).isEqualTo(ids.get(1));
        assertThat(shuffled.get(1).get("id").longValue()).isEqualTo(ids.get(0));
        assertThat(shuffled).hasSize(50);
        assertThat(doubled.get(1)).isEqualTo(doubled.get(0));
        assertThat(doubled).hasSize(51);
    }

    @Test
    void says_when_to_come_again_in_seconds_or_as_a_date() {
        // given
        acme.faults().next(Fault.throttled().retryAfter(Duration.ofSeconds(7)));
        acme.faults().next(Fault.unavailable().retryAfter(Instant.parse("2026-11-24T12:00:00Z")));

        // then
        assertThat(caller.get("/api/users").headers().firstValue("Retry-After")).contains("7");
        assertThat(caller.get("/api/users").headers().firstValue("Retry-After"))
                .contains("Tue, 24 Nov 2026 12:00:00 GMT");
    }

    @Test
    void redirects_to_a_login_page() {
        // given
        acme.faults().next(Fault.redirect("https://sso.example/login"));

        // when
        HttpResponse<String> answer = caller.get("/api/users");

        // then
        assertThat(answer.statusCode()).isEqualTo(302);
        assertThat(answer.headers().firstValue("Location")).contains("https://sso.example/login");
    }

    @Test
    void packs_a_bomb() throws Exception {
        // given
        acme.faults().next(Fault.gzipBomb(20_000_000));

        // when
        HttpResponse<byte[]> answer = HttpClient.newHttpClient()
                .send(caller.authorized("/api/users").build(), HttpResponse.BodyHandlers.ofByteArray());

        // then
        assertThat(answer.body().length).isLessThan(100_000);
        try (var unpacked = new GZIPInputStream(new ByteArrayInputStream(answer.body()))) {
            assertThat(unpacked.readAllBytes()).hasSize(20_000_000);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Delivery.class,
            names = {"RESET", "CLOSE", "TRUNCATE", "RESET_IN_BODY"})
    void breaks_connections(Delivery delivery) {
        // given
        acme.faults().inject(FaultRule.of(Fault.of(delivery)).times(5));

        // then
        assertThatThrownBy(() -> caller.get("/api/users")).isInstanceOf(UncheckedIOException.class);
        acme.faults().clear();
        assertThat(caller.get("/api/users").statusCode()).isEqualTo(200);
        if (delivery == Delivery.RESET) {
            assertThat(acme.log().apiCount(0)).isPositive();
        }
    }

    @Test
    void hangs_until_the_client_gives_up() {
        // given
        acme.faults().next(Fault.hang(Duration.ofMinutes(5)));
        var impatient = caller.authorized("/api/users").timeout(Duration.ofMillis(200));

        // then
        assertThatThrownBy(() -> CoupaCaller.send(impatient)).hasCauseInstanceOf(HttpTimeoutException.class);
        assertThat(caller.get("/api/users").statusCode()).isEqualTo(200);
    }

    @Test
    void delays_one_answer_and_holds_up_no_other() {
        // given
        acme.faults().next(Fault.delay(Duration.ofSeconds(2)));
        var slow = HttpClient.newHttpClient()
                .sendAsync(caller.authorized("/api/users").build(), HttpResponse.BodyHandlers.ofString());
        org.awaitility.Awaitility.await().until(() -> acme.log().apiCount() == 1);

        // when
        caller.get("/api/users");

        // then
        assertThat(slow.join().statusCode()).isEqualTo(200);
        LoggedRequest logged = acme.log().apiRequests().get(0);
        assertThat(acme.log().apiRequests().get(1).answeredNanos()).isLessThan(logged.answeredNanos());
        assertThat(logged.answeredNanos() - logged.receivedNanos()).isGreaterThan(1_900_000_000L);
    }

    @Test
    void strikes_the_requests_that_a_rule_names() {
        // given
        FaultRule third = acme.faults().nth(3, Fault.status(500));
        FaultRule tenth = acme.faults()
                .inject(FaultRule.of(Fault.status(502)).skip(5).every(4).times(2));
        FaultRule lines = acme.faults().inject(FaultRule.of(Fault.status(504)).onPath("/api/expense_lines"));
        FaultRule limited = acme.faults()
                .inject(FaultRule.of(Fault.status(503))
                        .when(request -> request.query("limit").isPresent()));

        // when
        List<Integer> statuses = IntStream.rangeClosed(1, 12)
                .mapToObj(number -> caller.get("/api/users").statusCode())
                .toList();

        // then
        assertThat(statuses).containsExactly(200, 200, 500, 200, 200, 200, 502, 200, 200, 200, 502, 200);
        assertThat(caller.get("/api/expense_lines").statusCode()).isEqualTo(504);
        assertThat(caller.get("/api/users", "limit", "1").statusCode()).isEqualTo(503);
        assertThat(third.struckCount()).isEqualTo(1);
        assertThat(tenth.struckCount()).isEqualTo(2);
        assertThat(acme.faults().rules()).containsExactly(lines, limited);
        limited.remove();
        assertThat(caller.get("/api/users", "limit", "1").statusCode()).isEqualTo(200);
    }

    @Test
    void strikes_a_repeatable_share() {
        // given
        FaultRule rule = acme.faults().inject(FaultRule.of(Fault.throttled()).share(0.3, 42));

        // when
        for (int i = 0; i < 100; i++) {
            caller.get("/api/users", "limit", "1");
        }

        // then
        assertThat(rule.seenCount()).isEqualTo(100);
        assertThat(rule.struckCount()).isBetween(15L, 45L);
        assertThat(acme.log().apiCount(429)).isEqualTo(rule.struckCount());
    }

    @Test
    void strikes_the_token_endpoint_apart_from_resources() {
        // given
        acme.faults().nextGrants(1, Fault.status(503).html());
        FaultRule odd = acme.faults()
                .inject(FaultRule.of(Fault.status(200).text("application/json", "{\"error\":\"x\"}"))
                        .onTokenEndpoint()
                        .times(1));

        // when
        HttpResponse<String> down = caller.grant("grant_type=client_credentials");
        HttpResponse<String> strange = caller.grant("grant_type=client_credentials");

        // then
        assertThat(down.statusCode()).isEqualTo(503);
        assertThat(strange.body()).isEqualTo("{\"error\":\"x\"}");
        assertThat(odd.struckCount()).isEqualTo(1);
        assertThat(caller.get("/api/users").statusCode()).isEqualTo(200);
        assertThat(caller.mint().get("/api/users").statusCode()).isEqualTo(200);
    }

    @Test
    void changes_data_in_the_middle_of_a_paging_run() {
        // given
        List<Long> before = acme.data().users().ids();
        var subscription = acme.onRequest(request -> {
            if (request.isApi() && request.index() == 3) {
                acme.data().users().delete(before.get(70));
                acme.data().users().insert(2);
                acme.data().users().update(before.get(75), "lastname", "Moved");
            }
        });

        // when
        List<JsonNode> read = caller.readAll("/api/users");

        // then
        assertThat(read).isEqualTo(List.<JsonNode>copyOf(acme.data().users().list()));
        assertThat(read)
                .hasSize(81)
                .anyMatch(user -> user.get("lastname").asText().equals("Moved"));
        subscription.close();
        acme.log().clear();
        caller.readAll("/api/users");
        assertThat(acme.data().users().count()).isEqualTo(81);
    }

    @Test
    void goes_offline_and_comes_back_on_the_same_port() {
        // given
        URI origin = acme.origin();

        // when
        acme.goOffline();

        // then
        assertThatThrownBy(() -> caller.get("/api/users")).hasCauseInstanceOf(IOException.class);
        acme.goOnline();
        assertThat(acme.origin()).isEqualTo(origin);
        assertThat(caller.get("/api/users").statusCode()).isEqualTo(200);
    }
}
