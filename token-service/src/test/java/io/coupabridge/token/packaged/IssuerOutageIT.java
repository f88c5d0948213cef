package io.coupabridge.token.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coupabridge.testing.CoupaBridgeTestResource;
import io.coupabridge.testing.TestIssuer;
import io.coupabridge.testing.TestTokens;
import io.coupabridge.testing.process.LoopbackPorts;
import io.coupabridge.token.scenario.Replica;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The issuer is away at start and later. A caller who is recognised is told of the database, which is not there either. */
@Tag("packaged")
@Timeout(120)
class IssuerOutageIT {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String DATABASE = "The database of token-service does not answer";

    @Test
    void a_service_starts_without_the_issuer_and_outlives_it() {
        // given an issuer that is not there yet
        int port = LoopbackPorts.free();
        Map<String, String> settings = new HashMap<>(CoupaBridgeTestResource.keysets("token"));
        settings.put("quarkus.profile", "local");
        settings.put("kafka.bootstrap.servers", "127.0.0.1:1");
        settings.putAll(CoupaBridgeTestResource.issuer(TestIssuer.url(port)));
        settings.putAll(CoupaBridgeTestResource.datasource("quarkus.datasource", "jdbc:postgresql://127.0.0.1:1/a"));
        settings.putAll(
                CoupaBridgeTestResource.datasource("quarkus.datasource.\"budget\"", "jdbc:postgresql://127.0.0.1:1/b"));
        try (Replica replica = Replica.start("issuer-outage", settings).awaitLive()) {
            Response early = connections(replica, TestTokens.shared().operator());
            assertThat(early.statusCode()).isEqualTo(503);
            assertThat(early.jsonPath().getString("detail")).startsWith("The issuer of tokens does not answer");
            assertThat(early.header("Retry-After")).isEqualTo("5");
            assertThat(RestAssured.get(replica.url() + "/api/v1/connections").statusCode())
                    .isEqualTo(401);

            // when it comes
            String token;
            try (TestIssuer issuer = TestIssuer.start(port)) {
                token = new TestTokens(issuer.url()).operator();

                // then its tokens are good
                await().atMost(SOON)
                        .untilAsserted(() ->
                                assertThat(detail(connections(replica, token))).startsWith(DATABASE));
            }

            // and while it is away again too, and no other is
            assertThat(detail(connections(replica, token))).startsWith(DATABASE);
            Response unknown =
                    connections(replica, TestTokens.shared().signedByAnUnknownKey(Map.of("iss", TestIssuer.url(port))));
            assertThat(unknown.statusCode()).as(unknown.asString()).isEqualTo(401);

            // and the log tells of the refused logins, without a token
            assertThat(replica.log())
                    .contains("Refused GET /api/v1/connections from 127.0.0.1: no token.")
                    .contains(
                            "Refused GET /api/v1/connections from 127.0.0.1: the token is not accepted: its key is not known")
                    .doesNotContain(token)
                    .doesNotContain("eyJ");
        }
    }

    private static Response connections(Replica replica, String token) {
        return RestAssured.given().auth().oauth2(token).get(replica.url() + "/api/v1/connections");
    }

    private static String detail(Response answer) {
        return answer.jsonPath().getString("detail");
    }
}
