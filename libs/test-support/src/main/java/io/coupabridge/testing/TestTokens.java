package io.coupabridge.testing;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Tokens of a {@link TestIssuer} for callers of the services. Thread-safe. */
public final class TestTokens {

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final Map<String, String> granted = new ConcurrentHashMap<>();
    private final String issuer;

    /** @param issuer its URL */
    public TestTokens(String issuer) {
        this.issuer = issuer;
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
        return granted.computeIfAbsent(json(claims), json -> grant(issuer, json));
    }

    /** Signed by a key that is not the issuer's, whose name the issuer does not know. */
    public String signedByAnUnknownKey(Map<String, ?> claims) {
        Map<String, Object> all = new HashMap<>(claims);
        all.putIfAbsent("iss", issuer);
        return grant(issuer + TestIssuer.UNTRUSTED, json(all));
    }

    private String grant(String of, String claims) {
        String form = "grant_type=client_credentials&client_id=test&client_secret=any&" + TestIssuer.CLAIMS + "="
                + URLEncoder.encode(claims, StandardCharsets.UTF_8);
        HttpRequest request = HttpRequest.newBuilder(URI.create(of + "/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .timeout(Duration.ofSeconds(20))
                .POST(HttpRequest.BodyPublishers.ofString(form))
                .build();
        try {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            JsonNode token = TopicRecord.JSON.readTree(answer.body()).path("access_token");
            if (!token.isTextual()) {
                throw new IllegalStateException("The issuer answered " + answer.statusCode() + ": " + answer.body());
            }
            return token.textValue();
        } catch (IOException e) {
            throw new UncheckedIOException("The issuer " + issuer + " does not answer.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String json(Map<String, ?> claims) {
        try {
            return TopicRecord.JSON.writeValueAsString(claims);
        } catch (IOException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static final class Shared {
        static final TestTokens TOKENS = new TestTokens(TestIssuer.sharedUrl());
    }
}
