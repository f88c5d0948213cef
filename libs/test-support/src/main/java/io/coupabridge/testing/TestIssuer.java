package io.coupabridge.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.oauth2.sdk.GrantType;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.TokenRequest;
import io.coupabridge.testing.keycloak.KeycloakRealm;
import io.coupabridge.testing.keycloak.KeycloakServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import no.nav.security.mock.oauth2.MockOAuth2Server;
import no.nav.security.mock.oauth2.OAuth2Config;
import no.nav.security.mock.oauth2.token.KeyProvider;
import no.nav.security.mock.oauth2.token.OAuth2TokenCallback;
import no.nav.security.mock.oauth2.token.OAuth2TokenProvider;

/**
 * An OpenID Connect issuer on loopback for tests and the demo: discovery, JWKS, client credentials and authorization code.
 * Its key is made at each start. It believes everybody: a request says which claims its token is to have, see {@link
 * TestTokens}.
 */
public final class TestIssuer implements AutoCloseable {

    /** The audience of its tokens, if a request does not say otherwise. */
    public static final String AUDIENCE = "coupa-bridge";

    /** The client for which people log in. */
    private static final String LOGIN = "coupa-bridge-console";

    /** The form parameter with the claims of a token, as a JSON object. */
    static final String CLAIMS = "claims";

    private static final String NAME = "coupa-bridge";
    /** Beside it, another one on the same port, whose key nobody trusts. */
    static final String UNTRUSTED = "-untrusted";

    private static final Duration LIFETIME = Duration.ofHours(12);

    /** Held, so that its level stays: a probe of the port is no news. */
    private static final Logger CONNECTIONS = Logger.getLogger("mockwebserver3.MockWebServer");

    static {
        CONNECTIONS.setLevel(Level.SEVERE);
    }

    private final MockOAuth2Server server;

    private TestIssuer(MockOAuth2Server server) {
        this.server = server;
    }

    /**
     * The URL of the JVM's issuer, which is started at the first call and ends with the JVM: a real Keycloak where this build
     * has one.
     */
    public static String sharedUrl() {
        return KeycloakServer.isThere() ? sharedRealm().url() : SharedServer.address("issuer", () -> start(0).url());
    }

    /** The realm of a Keycloak that is the JVM's issuer. */
    public static KeycloakRealm sharedRealm() {
        return KeycloakRealm.at(SharedServer.address("keycloak", () -> KeycloakRealm.make(KeycloakServer.start())));
    }

    /**
     * Starts an issuer of one's own; close it.
     *
     * @param port 0 for a free one
     */
    public static TestIssuer start(int port) {
        return start(port, null);
    }

    /**
     * The same with a page on which people log in.
     *
     * @param login its HTML, whose forms post {@code username} and {@code claims}; null for one with two fields
     */
    public static TestIssuer start(int port, Path login) {
        // the library's own provider begins with keys that come with it
        KeyProvider keys = new KeyProvider(List.of(), JWSAlgorithm.RS256.getName());
        Set<OAuth2TokenCallback> callbacks = Set.of(new WantedClaims(NAME), new WantedClaims(NAME + UNTRUSTED));
        MockOAuth2Server server = new MockOAuth2Server(new OAuth2Config(
                true, login == null ? null : login.toString(), null, false, new OAuth2TokenProvider(keys), callbacks));
        try {
            server.start(InetAddress.getByName("127.0.0.1"), port);
        } catch (IOException e) {
            throw new UncheckedIOException("The issuer cannot listen on port " + port + ".", e);
        }
        return new TestIssuer(server);
    }

    /** What services trust. */
    public String url() {
        return url(server.baseUrl().port());
    }

    /** The configuration keys of an application that has people log in here; the secret is its own. */
    public static Map<String, String> login(String secret) {
        return Map.of(
                "quarkus.oidc.client-id", LOGIN,
                "quarkus.oidc.token.audience", LOGIN,
                "quarkus.oidc.credentials.secret", secret);
    }

    /** The same of the one that listens on this port. */
    public static String url(int port) {
        return "http://127.0.0.1:" + port + "/" + NAME;
    }

    @Override
    public void close() {
        server.shutdown();
    }

    /** The claims that a request asks for; without any, the client's id is its subject and its role. */
    private record WantedClaims(String issuerId) implements OAuth2TokenCallback {

        @Override
        public String subject(TokenRequest request) {
            return clientId(request);
        }

        @Override
        public String typeHeader(TokenRequest request) {
            return JOSEObjectType.JWT.getType();
        }

        @Override
        public List<String> audience(TokenRequest request) {
            return List.of(AUDIENCE);
        }

        @Override
        public Map<String, Object> addClaims(TokenRequest request) {
            try {
                List<String> claims =
                        request.toHTTPRequest().getBodyAsFormParameters().get(CLAIMS);
                if (claims != null) {
                    return TopicRecord.JSON.readValue(claims.get(0), new TypeReference<>() {});
                }
            } catch (ParseException | JsonProcessingException e) {
                throw new IllegalArgumentException("The claims are not a JSON object.", e);
            }
            // whoever logs in writes them into the login page
            boolean client = request.getAuthorizationGrant().getType().equals(GrantType.CLIENT_CREDENTIALS);
            return client ? Map.of("roles", List.of(clientId(request))) : Map.of();
        }

        @Override
        public long tokenExpiry() {
            return LIFETIME.toSeconds();
        }

        private static String clientId(TokenRequest request) {
            return request.getClientAuthentication() == null
                    ? request.getClientID().getValue()
                    : request.getClientAuthentication().getClientID().getValue();
        }
    }
}
