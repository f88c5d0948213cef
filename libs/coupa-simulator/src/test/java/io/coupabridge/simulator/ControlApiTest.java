package io.coupabridge.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(20)
class ControlApiTest {

    private CoupaSimulator simulator;
    private CoupaInstance acme;
    private CoupaCaller caller;
    private String control;

    @BeforeEach
    void startInstance() {
        simulator = CoupaSimulator.start();
        acme = simulator.instance("acme", InstanceSpec.defaults().users(60).expenseLines(60));
        caller = CoupaCaller.connect(acme);
        control = "http://127.0.0.1:" + simulator.controlPort(0) + "/instances";
    }

    @AfterEach
    void stop() {
        simulator.close();
    }

    private static HttpResponse<String> call(String method, String url, String body) {
        return CoupaCaller.send(HttpRequest.newBuilder(URI.create(url))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body)));
    }

    private JsonNode ask(String method, String path, String body) {
        HttpResponse<String> answer = call(method, control + path, body);
        if (answer.statusCode() >= 300) {
            throw new AssertionError(answer.statusCode() + " " + answer.body());
        }
        return answer.body().isEmpty() ? CoupaCaller.JSON.nullNode() : CoupaCaller.json(answer);
    }

    private static List<JsonNode> lines(String ndjson) {
        return ndjson.lines()
                .map(line -> {
                    try {
                        return CoupaCaller.JSON.readTree(line);
                    } catch (IOException broken) {
                        throw new UncheckedIOException(broken);
                    }
                })
                .toList();
    }

    @Test
    void lists_and_makes_instances() {
        // when
        JsonNode made = ask(
                "POST",
                "",
                "{\"name\":\"globex\",\"users\":7,\"zone\":\"Asia/Tokyo\",\"latencyMillis\":5,\"switches\":{\"missingScopeStatus\":401},"
                        + "\"limit\":{\"rate\":25,\"burst\":20},\"faults\":[{\"fault\":{\"status\":503},\"times\":1}],"
                        + "\"clients\":[{\"id\":\"i\",\"secret\":\"s\",\"scopes\":[\"core.user.read\"]}]}");

        // then
        assertThat(made.get("users").intValue()).isEqualTo(7);
        assertThat(ask("GET", "", null).findValuesAsText("name")).containsExactly("acme", "globex");
        assertThat(ask("GET", "/acme", null).get("origin").textValue())
                .isEqualTo(acme.origin().toString());
        CoupaInstance globex = simulator.instance("globex");
        assertThat(globex.switches().missingScopeStatus()).isEqualTo(401);
        assertThat(globex.faults().rules()).hasSize(1);
        assertThat(globex.clients()).hasSize(1);
        assertThat(made.toString()).doesNotContain("\"s\"");
    }

    @Test
    void streams_the_truth_of_every_kind() {
        // then
        assertThat(lines(call("GET", control + "/acme/truth/users", null).body()))
                .isEqualTo(List.<JsonNode>copyOf(acme.data().users().list()));
        assertThat(lines(
                        call("GET", control + "/acme/truth/expense_lines", null).body()))
                .isEqualTo(List.<JsonNode>copyOf(acme.data().expenseLines().list()));
        assertThat(lines(call("GET", control + "/acme/truth/expense_reports", null)
                        .body()))
                .isEqualTo(List.<JsonNode>copyOf(acme.data().expenseReports().list()));
        assertThat(call("GET", control + "/acme/truth/users?fields=%5B%22id%22%5D", null)
                        .body())
                .startsWith("{\"id\":" + acme.data().users().ids().get(0) + "}\n")
                .hasLineCount(60);
        long id = acme.data().users().ids().get(4);
        assertThat(ask("GET", "/acme/truth/users/" + id, null))
                .isEqualTo(acme.data().users().get(id).orElseThrow());
    }

    @Test
    void changes_many_records_and_says_which() {
        // given
        List<ObjectNode> before = acme.data().users().list();

        // when
        JsonNode done = ask(
                "POST",
                "/acme/data/users",
                "{\"insert\":3,\"update\":5,\"delete\":2,\"deactivate\":1,\"touch\":1,\"seed\":7}");
        JsonNode lines = ask("POST", "/acme/data/expense_lines", "{\"update\":4,\"fields\":{\"amount\":\"9.99\"}}");

        // then
        assertThat(done.get("insert")).hasSize(3);
        assertThat(done.get("update")).hasSize(5);
        assertThat(acme.data().users().count()).isEqualTo(61);
        for (JsonNode id : done.get("update")) {
            acme.data()
                    .users()
                    .get(id.longValue())
                    .ifPresent(user -> assertThat(before).doesNotContain(user));
        }
        for (JsonNode id : lines.get("update")) {
            assertThat(acme.data()
                            .expenseLines()
                            .get(id.longValue())
                            .orElseThrow()
                            .get("amount")
                            .textValue())
                    .isEqualTo("9.99");
        }
    }

    @Test
    void changes_one_record() {
        // given
        long user = acme.data().users().ids().get(3);
        long gone = acme.data().users().ids().get(4);

        // when
        JsonNode changed = ask("PATCH", "/acme/data/users/" + user, "{\"lastname\":\"Patched\"}");
        ask("DELETE", "/acme/data/users/" + gone, null);

        // then
        assertThat(changed.get("lastname").textValue()).isEqualTo("Patched");
        assertThat(acme.data().users().get(gone)).isEmpty();
    }

    @Test
    void turns_switches_limits_latency_faults_clients_tokens_and_clock() {
        // when
        JsonNode switches = ask(
                "PATCH",
                "/acme/switches",
                "{\"decimalsAsNumbers\":true,\"itemRows\":\"NESTED\",\"ignoredFilters\":[\"updated_at\"],\"hiddenFields\":{\"users\":[\"email\"]}}");
        ask(
                "PATCH",
                "/acme/limits",
                "{\"rate\":1,\"burst\":0,\"rejectStatus\":503,\"retryAfter\":\"SECONDS\",\"retryAfterSeconds\":2}");
        HttpResponse<String> first = caller.get("/api/users");
        HttpResponse<String> second = caller.get("/api/users");
        ask("PATCH", "/acme/limits", "{\"rate\":0}");
        ask("PUT", "/acme/latency", "{\"millis\":1}");
        ask(
                "POST",
                "/acme/faults",
                "{\"fault\":{\"status\":502,\"body\":\"HTML\",\"headers\":{\"X-A\":\"b\"}},\"on\":\"/api/users\",\"skip\":1,\"times\":1}");
        int passed = caller.get("/api/users").statusCode();
        int struck = caller.get("/api/users").statusCode();
        ask(
                "PATCH",
                "/acme/clients/" + CoupaCaller.CLIENT_ID,
                "{\"scopes\":[\"core.user.read\"],\"secret\":\"new\",\"active\":false}");
        JsonNode tokens = ask("DELETE", "/acme/tokens?client=" + CoupaCaller.CLIENT_ID, null);
        ask("PUT", "/acme/tokens", "{\"lifetimeSeconds\":20}");
        JsonNode clock = ask("PUT", "/acme/clock", "{\"freeze\":\"2027-01-01T00:00:00Z\"}");

        // then
        assertThat(switches.get("itemRows").textValue()).isEqualTo("NESTED");
        assertThat(acme.switches().ignoredFilters()).containsExactly("updated-at");
        assertThat(CoupaCaller.json(first).get(0).has("email")).isFalse();
        assertThat(second.statusCode()).isEqualTo(503);
        assertThat(second.headers().firstValue("Retry-After")).contains("2");
        assertThat(List.of(passed, struck)).containsExactly(200, 502);
        assertThat(acme.clients())
                .allMatch(client -> !client.isActive() && client.scopes().equals(Set.of("core.user.read")));
        assertThat(tokens.get("revoked").intValue()).isEqualTo(1);
        assertThat(caller.get("/api/users").statusCode()).isEqualTo(401);
        assertThat(acme.tokens().lifetime().toSeconds()).isEqualTo(20);
        assertThat(clock.get("now").textValue()).isEqualTo("2027-01-01T00:00:00Z");
    }

    @Test
    void shows_the_log_and_counts_without_secrets() {
        // given
        caller.get("/api/users", "limit", "5");
        caller.get("/api/users", "token", "leaked");

        // when
        JsonNode log = ask("GET", "/acme/log?after=1&limit=1", null);
        JsonNode statistics = ask("GET", "/acme/statistics", null);
        JsonNode scan = ask("POST", "/acme/log/scan", "{\"text\":\"leaked\"}");

        // then
        assertThat(log).hasSize(1);
        assertThat(log.get(0).get("query").textValue()).isEqualTo("limit=5");
        assertThat(log.get(0).get("records").intValue()).isEqualTo(5);
        assertThat(log.toString()).doesNotContain(caller.token());
        assertThat(statistics.get("apiRequests").intValue()).isEqualTo(2);
        assertThat(statistics.get("maxInOneSecond").intValue()).isEqualTo(2);
        assertThat(statistics.at("/apiStatuses/200").intValue()).isEqualTo(1);
        assertThat(scan).hasSize(1);
        ask("PUT", "/acme/log", "{\"keep\":1}");
        assertThat(acme.log().requests()).hasSize(1);
        ask("DELETE", "/acme/log", null);
        assertThat(acme.log().totalCount()).isZero();
    }

    @Test
    void works_below_each_instance_too_and_stays_out_of_its_log_and_limits() {
        // given
        acme.limits().on(1, 0);
        acme.faults().always(io.coupabridge.simulator.fault.Fault.status(500));
        long before = acme.log().totalCount();

        // when
        HttpResponse<String> answer = call("GET", acme.origin() + "/_control/statistics", null);
        HttpResponse<String> again = call("GET", acme.origin() + "/_control", null);

        // then
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(CoupaCaller.json(again).get("name").textValue()).isEqualTo("acme");
        assertThat(acme.log().totalCount()).isEqualTo(before);
    }

    @Test
    void takes_an_instance_down_and_up() {
        // when
        ask("PUT", "/acme/online", "{\"online\":false}");

        // then
        assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> caller.get("/api/users")))
                .isNotNull();
        ask("PUT", "/acme/online", "{\"online\":true}");
        assertThat(caller.get("/api/users").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET    | /nobody                | | 404 | nobody",
                "GET    | /acme/nothing          | | 404 | nothing",
                "GET    | /acme/truth/suppliers  | | 404 | expense_reports",
                "GET    | /acme/truth/users/1    | | 404 | user",
                "PATCH  | /acme/data/users/1     | {} | 404 | user",
                "PATCH  | /acme/switches         | {\"bogus\":1} | 400 | bogus",
                "PATCH  | /acme/switches         | {\"itemRows\":\"X\"} | 400 | itemRows",
                "PATCH  | /acme/limits           | {\"rate\":\"fast\"} | 400 | rate",
                "PUT    | /acme/latency          | {} | 400 | millis",
                "POST   | /acme/faults           | {} | 400 | fault",
                "POST   | /acme/faults           | {\"fault\":{\"status\":500},\"on\":\"x\"} | 400 | token",
                "POST   | /acme/data/users       | {\"explode\":1} | 400 | explode",
                "POST   | /acme/data/users       | {\"insert\":\"x\"} | 400 | insert",
                "POST   | /acme/clients          | {\"id\":\"x\"} | 400 | secret",
                "PATCH  | /acme/clients/x        | {} | 404 | x",
                "PUT    | /acme/clock            | {} | 400 | advanceSeconds",
                "PUT    | /acme/clock            | {\"set\":\"soon\"} | 400 | soon",
                "PUT    | /acme/online           | {} | 400 | online",
                "GET    | /acme/log?limit=x      | | 400 | limit",
                "POST   | ''                     | {\"name\":\"acme\"} | 400 | acme",
                "POST   | ''                     | {\"name\":\"A B\"} | 400 | name",
                "POST   | ''                     | {\"name\":\"x\",\"port\":99999} | 400 | 99999",
                "POST   | ''                     | {\"name\":\"x\",\"zone\":\"Mars\"} | 400 | Mars",
                "POST   | ''                     | {\"name\":\"x\",\"users\":\"\"} | 400 | users",
                "POST   | ''                     | {\"name\":\"x\",\"users\":\" \"} | 400 | users",
                "PATCH  | /acme/limits           | {\"rate\":\"\"} | 400 | rate",
                "PATCH  | /acme/switches         | {\"decimalsAsNumbers\":\"\"} | 400 | decimalsAsNumbers",
                "POST   | ''                     | [] | 400 | object",
                "POST   | ''                     | {{ | 400 | JSON"
            })
    void answers_mistakes_with_a_sentence_that_names_them(
            String method, String path, String body, int status, String named) {
        // when
        HttpResponse<String> answer = call(method, control + path, body);

        // then
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(CoupaCaller.json(answer).get("error").textValue()).contains(named);
    }
}
