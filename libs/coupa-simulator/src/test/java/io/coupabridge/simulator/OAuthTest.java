package io.coupabridge.simulator;

import static io.coupabridge.simulator.CoupaCaller.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.coupabridge.simulator.behaviour.ErrorBody;
import io.coupabridge.simulator.oauth.ClientControl;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class OAuthTest {

    private static final String GOOD = "grant_type=client_credentials&client_id=id&client_secret=s3cret";

    private CoupaSimulator simulator;
    private CoupaInstance acme;
    private ClientControl client;
    private CoupaCaller caller;

    @BeforeEach
    void startInstance() {
        simulator = CoupaSimulator.start();
        acme = simulator.instance("acme", InstanceSpec.defaults().users(3).expenseLines(10));
        client = acme.client("id", "s3cret", Set.of("core.user.read"));
        caller = CoupaCaller.of(acme);
    }

    @AfterEach
    void stop() {
        simulator.close();
    }

    private String mint(String form) {
        return json(caller.grant(form)).get("access_token").textValue();
    }

    @Test
    void grants_a_bearer_token_that_looks_like_a_jwt_for_a_day() {
        // when
        JsonNode answer = json(caller.grant(GOOD + "&scope=core.user.read"));

        // then
        assertThat(answer.get("token_type").textValue()).isEqualTo("bearer");
        assertThat(answer.get("expires_in").intValue()).isEqualTo(86_399);
        assertThat(answer.has("scope")).isFalse();
        assertThat(answer.get("access_token").textValue().split("\\.")).hasSize(3);
    }

    @ParameterizedTest
    @CsvSource({
        "grant_type=client_credentials&client_id=id&client_secret=wrong,                            401, invalid_client",
        "grant_type=client_credentials&client_id=nobody&client_secret=s3cret,                       401, invalid_client",
        "grant_type=client_credentials,                                                             401, invalid_client",
        "grant_type=client_credentials&client_id=id&client_secret=s3cret&scope=core.expense.read,   400, invalid_scope",
        "'grant_type=client_credentials&client_id=id&client_secret=s3cret&scope=core.user.read,email', 400, invalid_scope",
        "grant_type=password&client_id=id&client_secret=s3cret,                                     400, unsupported_grant_type",
        "grant_type=authorization_code&client_id=id&client_secret=s3cret,                           400, unauthorized_client",
        "client_id=id&client_secret=s3cret,                                                         400, invalid_request",
        "grant_type=%ZZ,                                                                            400, invalid_request"
    })
    void refuses_a_bad_request_with_the_error_of_the_standard(String form, int status, String error) {
        // when
        HttpResponse<String> answer = caller.grant(form);

        // then
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(json(answer).get("error").textValue()).isEqualTo(error);
    }

    @Test
    void refuses_credentials_in_json() {
        // when
        HttpResponse<String> answer = CoupaCaller.send(caller.request("/oauth2/token")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"grant_type\":\"client_credentials\"}")));

        // then
        assertThat(answer.statusCode()).isEqualTo(415);
    }

    @Test
    void gives_all_granted_scopes_when_none_is_asked_for() {
        // given
        client.scopes(CoupaCaller.BOTH);

        // when
        caller.with(mint(GOOD));

        // then
        assertThat(caller.get("/api/users").statusCode()).isEqualTo(200);
        assertThat(caller.get("/api/expense_lines").statusCode()).isEqualTo(200);
    }

    @Test
    void takes_basic_credentials_only_with_the_switch() {
        // given
        String basic = "Basic " + Base64.getEncoder().encodeToString("id:s3cret".getBytes(StandardCharsets.UTF_8));

        // when
        int off = caller.grant("grant_type=client_credentials", "Authorization", basic)
                .statusCode();
        acme.switches().basicAuth(true);
        int on = caller.grant("grant_type=client_credentials", "Authorization", basic)
                .statusCode();

        // then
        assertThat(off).isEqualTo(401);
        assertThat(on).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"401, true", "400, true", "401, false"})
    void answers_invalid_client_as_the_switches_say(int status, boolean challenge) {
        // given
        acme.switches().invalidClientStatus(status).wwwAuthenticate(challenge);

        // when
        HttpResponse<String> answer = caller.grant("grant_type=client_credentials&client_id=id&client_secret=no");

        // then
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("WWW-Authenticate").isPresent()).isEqualTo(challenge && status == 401);
    }

    @ParameterizedTest
    @EnumSource(ErrorBody.class)
    void shapes_error_bodies_as_the_switches_say(ErrorBody body) {
        // given
        acme.switches().oauthErrorBody(body).resourceErrorBody(body);

        // when
        HttpResponse<String> grant = caller.grant("grant_type=client_credentials&client_id=id&client_secret=no");
        HttpResponse<String> resource = caller.with("garbage").get("/api/users");

        // then
        for (HttpResponse<String> answer : java.util.List.of(grant, resource)) {
            String type = answer.headers().firstValue("Content-Type").orElse("none");
            switch (body) {
                case JSON -> assertThat(type).startsWith("application/json");
                case XML -> assertThat(type).startsWith("application/xml");
                case HTML -> assertThat(type).startsWith("text/html");
                case EMPTY -> assertThat(answer.body()).isEmpty();
            }
        }
    }

    @Test
    void keeps_several_tokens_alive_and_revokes_them_one_by_one() {
        // given
        String first = mint(GOOD);
        String second = mint(GOOD);

        // when
        acme.tokens().revoke(first);

        // then
        assertThat(first).isNotEqualTo(second);
        assertThat(caller.with(first).get("/api/users").statusCode()).isEqualTo(401);
        assertThat(caller.with(second).get("/api/users").statusCode()).isEqualTo(200);
    }

    @Test
    void ends_older_tokens_with_the_switch() {
        // given
        acme.switches().newTokenEndsOlder(true);
        String first = mint(GOOD);

        // when
        String second = mint(GOOD);

        // then
        assertThat(caller.with(first).get("/api/users").statusCode()).isEqualTo(401);
        assertThat(caller.with(second).get("/api/users").statusCode()).isEqualTo(200);
    }

    @Test
    void lets_tokens_expire_by_the_clock_of_the_instance() {
        // given
        acme.tokens().lifetime(Duration.ofSeconds(20));
        caller.with(mint(GOOD));
        int fresh = caller.get("/api/users").statusCode();

        // when
        acme.clock().advance(Duration.ofSeconds(21));

        // then
        assertThat(fresh).isEqualTo(200);
        HttpResponse<String> late = caller.get("/api/users");
        assertThat(late.statusCode()).isEqualTo(401);
        assertThat(late.headers().firstValue("WWW-Authenticate").orElse("")).contains("invalid_token");
    }

    @Test
    void refuses_a_token_in_its_first_seconds_with_the_switch() {
        // given
        acme.switches().notLiveYet(Duration.ofSeconds(5));
        caller.with(mint(GOOD));
        int early = caller.get("/api/users").statusCode();

        // when
        acme.clock().advance(Duration.ofSeconds(6));

        // then
        assertThat(early).isEqualTo(401);
        assertThat(caller.get("/api/users").statusCode()).isEqualTo(200);
    }

    @Test
    void ends_a_deactivated_client_but_not_its_tokens() {
        // given
        caller.with(mint(GOOD));

        // when
        client.deactivate();

        // then
        assertThat(json(caller.grant(GOOD)).get("error").textValue()).isEqualTo("invalid_client");
        assertThat(caller.get("/api/users").statusCode()).isEqualTo(200);
    }

    @Test
    void ends_the_old_secret_on_rotation_unless_they_overlap() {
        // when
        client.rotateSecret("second");
        int afterRotation = caller.grant(GOOD).statusCode();
        client.rotateSecret("s3cret").rotateSecretWithOverlap("third");
        int inOverlap = caller.grant(GOOD).statusCode();

        // then
        assertThat(afterRotation).isEqualTo(401);
        assertThat(inOverlap).isEqualTo(200);
        assertThat(caller.grant(GOOD.replace("s3cret", "third")).statusCode()).isEqualTo(200);
    }

    @Test
    void refuses_clients_of_another_grant_type() {
        // given
        client.allowClientCredentials(false);

        // when
        HttpResponse<String> answer = caller.grant(GOOD);

        // then
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(json(answer).get("error").textValue()).isEqualTo("unauthorized_client");
    }

    @Test
    void mints_tokens_that_are_longer_than_header_buffers() {
        // given
        acme.switches().tokenPadding(8 * 1024);

        // when
        caller.with(mint(GOOD));

        // then
        assertThat(caller.token().length()).isGreaterThan(8 * 1024);
        assertThat(caller.get("/api/users").statusCode()).isEqualTo(200);
    }

    @Test
    void varies_the_token_answer_by_switches() {
        // when
        JsonNode text = json(withSwitch(() -> acme.switches().expiresInAsText(true)));
        JsonNode absent =
                json(withSwitch(() -> acme.switches().expiresInAsText(false).expiresInAbsent(true)));
        JsonNode scoped = json(withSwitch(() -> acme.switches().scopeInTokenAnswer(true)));

        // then
        assertThat(text.get("expires_in").textValue()).isEqualTo("86399");
        assertThat(absent.has("expires_in")).isFalse();
        assertThat(scoped.get("scope").textValue()).isEqualTo("core.user.read");
    }

    private HttpResponse<String> withSwitch(Runnable turn) {
        turn.run();
        return caller.grant(GOOD);
    }

    @ParameterizedTest
    @ValueSource(ints = {403, 401})
    void refuses_a_resource_whose_scope_the_token_lacks(int status) {
        // given
        acme.switches().missingScopeStatus(status);
        caller.with(mint(GOOD));

        // when
        HttpResponse<String> answer = caller.get("/api/expense_lines");

        // then
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body()).contains("core.expense.read");
    }

    @Test
    void refuses_a_legacy_api_key() {
        // when
        HttpResponse<String> answer = CoupaCaller.send(caller.request("/api/users")
                .header("X-COUPA-API-KEY", "0123456789012345678901234567890123456789")
                .header("Accept", "application/json"));

        // then
        assertThat(answer.statusCode()).isEqualTo(401);
    }

    @Test
    void knows_the_other_token_path_only_with_the_switch() {
        // given
        var request = caller.request("/oauth2/access_tokens")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(GOOD));

        // when
        int off = CoupaCaller.send(request).statusCode();
        acme.switches().accessTokensAlias(true);
        int on = CoupaCaller.send(request).statusCode();

        // then
        assertThat(off).isEqualTo(404);
        assertThat(on).isEqualTo(200);
    }

    @Test
    void never_prints_secrets_or_tokens() {
        // given
        String token = mint(GOOD);

        // then
        assertThat(client.toString()).doesNotContain("s3cret");
        assertThat(acme.tokens().live()).hasSize(1);
        assertThat(acme.tokens().live().get(0).toString()).doesNotContain(token);
        assertThat(acme.log().grants().get(0).grant()).isEqualTo("id -> core.user.read");
        assertThat(acme.log().contains("s3cret")).isFalse();
    }
}
