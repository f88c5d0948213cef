package io.coupabridge.local;

import com.fasterxml.jackson.databind.JsonNode;
import io.coupabridge.testing.TestTokens;
import io.coupabridge.testing.TopicRecord;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;

/** What an Integration Admin and an operator do over token-service's REST API. */
public final class TokenServiceClient {

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final String origin;
    private final TestTokens tokens;

    /** @param tokens gives the operator's */
    public TokenServiceClient(String origin, TestTokens tokens) {
        this.origin = origin;
        this.tokens = tokens;
    }

    /** Saves a connection; the answer is the connection with its verdict, or PENDING while it is being verified. */
    public JsonNode connect(String tenant, String baseUrl, String clientId, String clientSecret) {
        return send(
                "PUT",
                connection(tenant),
                Map.of("baseUrl", baseUrl, "clientId", clientId, "clientSecret", clientSecret));
    }

    /** Imports a connection of the days of API keys. */
    public JsonNode importLegacy(String tenant, String baseUrl, String apiKey) {
        return send("POST", connection(tenant) + "/legacy-api-key", Map.of("baseUrl", baseUrl, "apiKey", apiKey));
    }

    /** Sets how many requests a second may be sent to the tenant's host. */
    public JsonNode setRequestCeiling(String tenant, int requestsPerSecond) {
        return send(
                "PUT",
                "/api/v1/tenants/" + tenant + "/request-ceiling",
                Map.of("requestsPerSecond", requestsPerSecond));
    }

    public JsonNode connectionOf(String tenant) {
        return send("GET", connection(tenant), null);
    }

    private static String connection(String tenant) {
        return "/api/v1/tenants/" + tenant + "/connection";
    }

    private JsonNode send(String method, String path, Object body) {
        try {
            HttpRequest.BodyPublisher content = body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofByteArray(TopicRecord.JSON.writeValueAsBytes(body));
            HttpRequest request = HttpRequest.newBuilder(URI.create(origin + path))
                    .timeout(Duration.ofSeconds(30))
                    .header("Authorization", "Bearer " + tokens.operator())
                    .header("Content-Type", "application/json")
                    .header("Accept", "application/json")
                    .method(method, content)
                    .build();
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() / 100 != 2) {
                throw new DemoException("token-service answered " + answer.statusCode() + " to " + method + " " + path
                        + ": " + answer.body());
            }
            return answer.body().isBlank()
                    ? TopicRecord.JSON.createObjectNode()
                    : TopicRecord.JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new DemoException("token-service does not answer on " + origin + " (" + e + ").", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DemoException("Interrupted.", e);
        }
    }
}
