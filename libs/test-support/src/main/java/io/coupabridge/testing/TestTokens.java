package io.coupabridge.testing;

import io.coupabridge.testing.keycloak.KeycloakServer;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Tokens for callers of the services. Thread-safe. */
public final class TestTokens {

    private final Map<String, String> granted = new ConcurrentHashMap<>();
    private final CallerTokens issuer;

    private TestTokens(CallerTokens issuer) {
        this.issuer = issuer;
    }

    /** @param issuer URL of a {@link TestIssuer} */
    public TestTokens(String issuer) {
        this(new MockCallerTokens(issuer));
    }

    /** Those of the JVM's issuer. */
    public static TestTokens shared() {
        return Shared.TOKENS;
    }

    /** Of a caller who may do everything that people may do, for every tenant. */
    public String operator() {
        return of("operator");
    }

    /**
     * Of a caller in a role.
     *
     * @param tenants that the token names
     */
    public String of(String role, String... tenants) {
        return with(Map.of("sub", "a-test-" + role, "roles", List.of(role), "tenants", List.of(tenants)));
    }

    /** With these claims beside or instead of the usual ones: {@code aud}, {@code exp}, {@code nbf} and {@code iss}. */
    public String with(Map<String, ?> claims) {
        return granted.computeIfAbsent(json(claims), json -> issuer.with(claims));
    }

    /** Signed by a key that is not the issuer's, whose name the issuer does not know. */
    public String signedByAnUnknownKey(Map<String, ?> claims) {
        return issuer.signedByAnUnknownKey(claims);
    }

    static String json(Map<String, ?> claims) {
        try {
            return TopicRecord.JSON.writeValueAsString(claims);
        } catch (IOException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static final class Shared {
        static final TestTokens TOKENS = KeycloakServer.isThere()
                ? new TestTokens(new KeycloakCallerTokens(TestIssuer.sharedRealm()))
                : new TestTokens(TestIssuer.sharedUrl());
    }
}
