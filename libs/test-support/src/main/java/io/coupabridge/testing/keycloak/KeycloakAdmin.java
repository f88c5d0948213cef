package io.coupabridge.testing.keycloak;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;

/** Speaks to a {@link KeycloakServer} as its administrator, and asks it for tokens. Thread-safe. */
public final class KeycloakAdmin {

    static final String USER = "admin";
    static final String PASSWORD = "test-only";

    private static final ObjectMapper JSON = new ObjectMapper();
    /** It ends after a minute. */
    private static final Duration OWN_TOKEN = Duration.ofSeconds(30);

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final String url;
    private String own = "";
    private long askedAt;

    /** @param url of the server */
    KeycloakAdmin(String url) {
        this.url = url;
    }

    /** Where a realm grants tokens. */
    public URI tokenEndpoint(String realm) {
        return URI.create(url + "/realms/" + realm + "/protocol/openid-connect/token");
    }

    boolean answers() {
        try {
            return get("/realms/master/.well-known/openid-configuration").has("issuer");
        } catch (UncheckedIOException | IllegalStateException e) {
            return false;
        }
    }

    /**
     * Makes a realm of a file as Keycloak exports it.
     *
     * @param resource of the class path
     * @param more fields that the file leaves out
     */
    public void importRealm(String resource, Map<String, ?> more) {
        try (InputStream file = KeycloakAdmin.class.getResourceAsStream(resource)) {
            Map<String, Object> realm = JSON.readerForMapOf(Object.class).readValue(file);
            realm.putAll(more);
            post("/admin/realms", realm);
        } catch (IOException e) {
            throw new UncheckedIOException("The realm " + resource + " cannot be read.", e);
        }
    }

    /** Makes something. @return its id */
    String post(String path, Object body) {
        HttpRequest request = asAdministrator(path)
                .POST(HttpRequest.BodyPublishers.ofString(json(body)))
                .build();
        String location = send(request).headers().firstValue("Location").orElse("");
        return location.substring(location.lastIndexOf('/') + 1);
    }

    JsonNode get(String path) {
        return read(send(request(path).build()));
    }

    JsonNode getAsAdministrator(String path) {
        return read(send(asAdministrator(path).build()));
    }

    /** An access token. @throws IllegalStateException with Keycloak's answer when there is none */
    String token(String realm, Map<String, String> form) {
        String body = form.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        HttpRequest request = HttpRequest.newBuilder(tokenEndpoint(realm))
                .timeout(LIMIT)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return read(send(request)).path("access_token").textValue();
    }

    private HttpRequest.Builder asAdministrator(String path) {
        return request(path).header("Authorization", "Bearer " + ownToken()).header("Content-Type", "application/json");
    }

    private synchronized String ownToken() {
        if (own.isEmpty() || System.nanoTime() - askedAt > OWN_TOKEN.toNanos()) {
            askedAt = System.nanoTime();
            own = token(
                    "master",
                    Map.of("grant_type", "password", "client_id", "admin-cli", "username", USER, "password", PASSWORD));
        }
        return own;
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url + path)).timeout(LIMIT);
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() >= 300) {
                throw new IllegalStateException(
                        request.uri() + " answered " + answer.statusCode() + ": " + answer.body());
            }
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException("Keycloak at " + url + " does not answer.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static JsonNode read(HttpResponse<String> answer) {
        try {
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
