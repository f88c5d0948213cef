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
import java.util.Map;

/** Those of a {@link TestIssuer}, which grants whatever is asked for. */
final class MockCallerTokens implements CallerTokens {

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final String issuer;

    MockCallerTokens(String issuer) {
        this.issuer = issuer;
    }

    @Override
    public String with(Map<String, ?> claims) {
        return grant(issuer, claims);
    }

    @Override
    public String signedByAnUnknownKey(Map<String, ?> claims) {
        Map<String, Object> all = new HashMap<>(claims);
        all.putIfAbsent("iss", issuer);
        return grant(issuer + TestIssuer.UNTRUSTED, all);
    }

    private String grant(String of, Map<String, ?> claims) {
        String form = "grant_type=client_credentials&client_id=test&client_secret=any&" + TestIssuer.CLAIMS + "="
                + URLEncoder.encode(TestTokens.json(claims), StandardCharsets.UTF_8);
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
}
