package io.coupabridge.token.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.client.address.BaseUrl;
import io.coupabridge.secrets.Secret;
import io.coupabridge.testing.TestIssuer;
import io.coupabridge.testing.keycloak.KeycloakAdmin;
import io.coupabridge.token.grant.GrantClient;
import io.coupabridge.token.grant.GrantResult;
import io.coupabridge.token.grant.Permit;
import io.coupabridge.token.scenario.Coupas;
import io.coupabridge.token.scenario.Tenant;
import io.coupabridge.token.scenario.TokenServiceResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What administrators read when a token endpoint refuses a grant that is not ours: neither the simulator's answers nor our
 * reading of Coupa's pages. What was found is kept as facts in {@code GrantAnswerTest} and docs/operate.md.
 */
@QuarkusTest
@Tag("foreign")
@QuarkusTestResource(TokenServiceResource.class)
@Timeout(300)
class ForeignTokenEndpointsIT {

    private static final String KEYCLOAK = "Keycloak 26";
    private static final String OIDC_PROVIDER = "oidc-provider 9";
    private static final String REALM = "coupa";

    private static OidcProvider oidcProvider;
    private static Map<String, TokenEndpointProxy> servers = Map.of();

    @Inject
    GrantClient grants;

    private final Tenant tenant = new Tenant();

    @BeforeAll
    static void start() throws IOException {
        KeycloakAdmin keycloak = TestIssuer.sharedRealm().admin();
        keycloak.importRealm("/keycloak/coupa-realm.json", Map.of());
        oidcProvider = OidcProvider.start();
        servers = Map.of(
                KEYCLOAK, TokenEndpointProxy.to(keycloak.tokenEndpoint(REALM)),
                OIDC_PROVIDER, TokenEndpointProxy.to(oidcProvider.tokenEndpoint()));
    }

    @AfterAll
    static void stop() {
        servers.values().forEach(TokenEndpointProxy::close);
        // a start that failed has said why
        if (oidcProvider != null) {
            oidcProvider.close();
        }
    }

    @AfterEach
    void forgetTheTenant() {
        tenant.delete();
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {KEYCLOAK, OIDC_PROVIDER})
    void grants_what_it_may(String server) {
        // when
        GrantResult result = grants.grant(
                new BaseUrl(origin(server)), "client", Secret.of("the-secret"), Coupas.ROSTER, new Always());

        // then
        assertThat(result).isInstanceOf(GrantResult.Granted.class);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "Keycloak 26     | wrong secret      | client     | wrong      | INVALID_CLIENT    | status 401, unauthorized_client",
                "Keycloak 26     | unknown client    | nobody     | the-secret | INVALID_CLIENT    | status 401, invalid_client",
                "Keycloak 26     | disabled client   | disabled   | the-secret | INVALID_CLIENT    | status 401, invalid_client",
                "Keycloak 26     | grant not allowed | for-people | the-secret | INVALID_CLIENT    | status 401, unauthorized_client",
                "Keycloak 26     | public client     | public     | the-secret | INVALID_CLIENT    | status 401, unauthorized_client",
                "oidc-provider 9 | wrong secret      | client     | wrong      | INVALID_CLIENT    | status 401, invalid_client",
                "oidc-provider 9 | unknown client    | nobody     | the-secret | INVALID_CLIENT    | status 401, invalid_client",
                "oidc-provider 9 | grant not allowed | for-people | the-secret | GRANT_NOT_ALLOWED | status 400, invalid_request",
            })
    void says_why_a_client_gets_no_token(
            String server, String situation, String client, String secret, String reason, String seen) {
        // when
        JsonPath answer = connect(server, client, secret);

        // then
        assertThat(answer.getString("state")).as(answer.prettify()).isEqualTo("REAUTHORIZATION_REQUIRED");
        assertThat(answer.getString("reason")).as(answer.prettify()).isEqualTo(reason);
        assertThat(answer.getString("message")).contains("(" + seen + ")").contains("'Client credentials'");
        if (reason.equals("INVALID_CLIENT")) {
            assertThat(answer.getString("message"))
                    .startsWith("Coupa does not accept the Client ID and the Client Secret");
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {KEYCLOAK, OIDC_PROVIDER})
    void says_which_scopes_a_client_lacks(String server) {
        // when
        JsonPath answer = connect(server, "without-scopes", "the-secret");

        // then
        assertThat(answer.getString("state")).as(answer.prettify()).isEqualTo("ACTIVE");
        for (String task : new String[] {"APPLICATION_ROSTER", "EXPENSE_DISCOVERY"}) {
            assertThat(answer.getString("tasks." + task + ".verdict")).isEqualTo("SCOPE_MISSING");
            assertThat(answer.getString("tasks." + task + ".message")).contains("(status 400, invalid_scope)");
        }
    }

    private JsonPath connect(String server, String client, String secret) {
        return tenant.put(Map.of(
                        "baseUrl", origin(server).toString(),
                        "clientId", client,
                        "clientSecret", secret))
                .jsonPath();
    }

    private static URI origin(String server) {
        return servers.get(server).origin();
    }

    private static final class Always implements Permit {

        @Override
        public boolean holds() {
            return true;
        }

        @Override
        public void keep() {
            // nothing to renew
        }
    }
}
