package io.coupabridge.token.grant;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.token.grant.GrantResult.Outage;
import io.coupabridge.token.grant.GrantResult.Refusal;
import io.coupabridge.token.grant.GrantResult.Refused;
import io.coupabridge.token.grant.GrantResult.Unavailable;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GrantAnswerTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "400 | {\"error\":\"invalid_client\"}           | INVALID_CLIENT",
                "401 | {\"error\":\"invalid_client\"}           | INVALID_CLIENT",
                "200 | {\"error\":\"invalid_client\"}           | INVALID_CLIENT",
                "401 | ''                                       | INVALID_CLIENT",
                "401 | <h1>Unauthorized</h1>                    | INVALID_CLIENT",
                "400 | {\"error\":\"invalid_scope\"}            | INVALID_SCOPE",
                "401 | {\"error\":\"invalid_scope\"}            | INVALID_SCOPE",
                "400 | {\"error\":\"unauthorized_client\"}      | GRANT_NOT_ALLOWED",
                "401 | {\"error\":\"unauthorized_client\"}      | INVALID_CLIENT",
                "400 | {\"error\":\"invalid_request\"}          | INVALID_REQUEST",
                "401 | {\"error\":\"invalid_request\"}          | INVALID_CLIENT",
                "400 | {\"error\":\"unsupported_grant_type\"}   | GRANT_NOT_ALLOWED",
                "400 | ''                                       | UNEXPLAINED",
                "400 | {\"errors\":[\"no\"]}                    | UNEXPLAINED",
                "400 | {\"error\":\"something_new\"}            | UNEXPLAINED",
            })
    void tells_refusals_apart_by_status_and_error(int status, String body, Refusal refusal) {
        // when
        GrantResult result = answer(status, body).failure();

        // then
        assertThat(result)
                .isInstanceOfSatisfying(
                        Refused.class, r -> assertThat(r.refusal()).isEqualTo(refusal));
    }

    /** As these servers answered to {@code ForeignTokenEndpointsIT}. */
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "Keycloak 26.7.3      | wrong secret      | 401 | unauthorized_client | INVALID_CLIENT",
                "Keycloak 26.7.3      | unknown client    | 401 | invalid_client      | INVALID_CLIENT",
                "Keycloak 26.7.3      | disabled client   | 401 | invalid_client      | INVALID_CLIENT",
                "Keycloak 26.7.3      | no secret         | 401 | unauthorized_client | INVALID_CLIENT",
                "Keycloak 26.7.3      | grant not allowed | 401 | unauthorized_client | INVALID_CLIENT",
                "Keycloak 26.7.3      | missing scope     | 400 | invalid_scope       | INVALID_SCOPE",
                "oidc-provider 9.13.3 | wrong secret      | 401 | invalid_client      | INVALID_CLIENT",
                "oidc-provider 9.13.3 | unknown client    | 401 | invalid_client      | INVALID_CLIENT",
                "oidc-provider 9.13.3 | grant not allowed | 400 | invalid_request     | INVALID_REQUEST",
                "oidc-provider 9.13.3 | missing scope     | 400 | invalid_scope       | INVALID_SCOPE",
            })
    void reads_the_answers_of_servers_that_are_not_ours(
            String server, String situation, int status, String error, Refusal refusal) {
        // when
        GrantResult result = answer(status, "{\"error\":\"" + error + "\",\"error_description\":\"why\"}")
                .failure();

        // then
        assertThat(result).isEqualTo(new Refused(refusal, "status " + status + ", " + error));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "404 | <h1>Not found</h1>                       | UNEXPECTED_ANSWER",
                "302 | ''                                       | UNEXPECTED_ANSWER",
                "403 | {\"error\":\"forbidden\"}                | UNEXPECTED_ANSWER",
                "200 | <h1>Maintenance</h1>                     | UNEXPECTED_ANSWER",
                "200 | ''                                       | UNEXPECTED_ANSWER",
                "200 | {\"access_token\":                       | UNEXPECTED_ANSWER",
                "200 | {\"access_token\":null}                  | UNEXPECTED_ANSWER",
                "200 | {\"access_token\":\"\"}                  | UNEXPECTED_ANSWER",
                "200 | [1]                                      | UNEXPECTED_ANSWER",
                "200 | {\"error\":\"something_new\"}            | UNEXPECTED_ANSWER",
                "400 | {\"error\":\"temporarily_unavailable\"}  | TOKEN_ENDPOINT_UNAVAILABLE",
                "500 | ''                                       | TOKEN_ENDPOINT_UNAVAILABLE",
                "503 | <h1>Later</h1>                           | TOKEN_ENDPOINT_UNAVAILABLE",
                "429 | ''                                       | TOKEN_ENDPOINT_THROTTLED",
            })
    void takes_everything_else_for_an_outage(int status, String body, Outage outage) {
        // when
        GrantResult result = answer(status, body).failure();

        // then
        assertThat(result)
                .isInstanceOfSatisfying(
                        Unavailable.class, u -> assertThat(u.outage()).isEqualTo(outage));
    }

    @Test
    void carries_what_coupa_asks_to_wait() {
        // given
        Optional<Duration> retryAfter = Optional.of(Duration.ofSeconds(7));

        // when
        GrantResult result = new GrantAnswer(503, retryAfter, "").failure();

        // then
        assertThat(result).isEqualTo(new Unavailable(Outage.TOKEN_ENDPOINT_THROTTLED, "status 503", retryAfter));
    }

    @ParameterizedTest
    @CsvSource({
        "86399, 86399",
        "'\"86399\"', 86399",
        "20, 20",
        "864000, 864000",
        "1.5, 1",
        "0, 0",
        "0.9, 0",
        "-5, -5",
        "'\"0\"', 0"
    })
    void takes_a_lifetime_in_digits(String json, long seconds) {
        // when
        GrantAnswer answer = answer(200, "{\"access_token\":\"t\",\"expires_in\":" + json + "}");

        // then
        assertThat(answer.token()).contains("t");
        assertThat(answer.lifetime()).contains(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"soon\"", "null", "864001", "99999999999", "{}", "true"})
    void does_not_believe_an_odd_lifetime(String json) {
        // when
        GrantAnswer answer = answer(200, "{\"access_token\":\"t\",\"expires_in\":" + json + "}");

        // then
        assertThat(answer.token()).contains("t");
        assertThat(answer.lifetime()).isEmpty();
    }

    @Test
    void never_repeats_a_body() {
        // when
        GrantResult result = answer(400, "{\"error\":\"planted secret\",\"error_description\":\"planted secret\"}")
                .failure();

        // then
        assertThat(result.toString()).doesNotContain("planted");
    }

    private static GrantAnswer answer(int status, String body) {
        return new GrantAnswer(status, Optional.empty(), body);
    }
}
