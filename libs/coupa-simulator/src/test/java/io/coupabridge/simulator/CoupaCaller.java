package io.coupabridge.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Calls one instance as a client of Coupa does. */
final class CoupaCaller {

    static final ObjectMapper JSON = new ObjectMapper();
    static final Set<String> BOTH = Set.of("core.user.read", "core.expense.read");
    static final String CLIENT_ID = "test-client";
    static final String SECRET = "test-secret";
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    private final CoupaInstance instance;
    private String token;

    private CoupaCaller(CoupaInstance instance) {
        this.instance = instance;
    }

    /** Registers a client for both tasks and mints a token for it. */
    static CoupaCaller connect(CoupaInstance instance) {
        instance.client(CLIENT_ID, SECRET, BOTH);
        return of(instance).mint();
    }

    static CoupaCaller of(CoupaInstance instance) {
        return new CoupaCaller(instance);
    }

    CoupaCaller mint() {
        HttpResponse<String> answer = grant("grant_type=client_credentials&client_id=" + CLIENT_ID + "&client_secret="
                + SECRET + "&scope=core.user.read%20core.expense.read");
        token = json(answer).get("access_token").textValue();
        return this;
    }

    String token() {
        return token;
    }

    CoupaCaller with(String otherToken) {
        token = otherToken;
        return this;
    }

    HttpResponse<String> grant(String form, String... headers) {
        HttpRequest.Builder request = request("/oauth2/token")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form));
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(instance.origin() + path)).timeout(Duration.ofSeconds(10));
    }

    /** GET with the token and {@code Accept: application/json}. The query is encoded here: {@code name}, {@code value}, … */
    HttpResponse<String> get(String path, String... query) {
        return send(authorized(path, query).header("Accept", "application/json"));
    }

    HttpResponse<String> getXml(String path, String... query) {
        return send(authorized(path, query));
    }

    HttpRequest.Builder authorized(String path, String... query) {
        return request(path + encode(query)).header("Authorization", "Bearer " + token);
    }

    private static String encode(String... query) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < query.length; i += 2) {
            text.append(i == 0 ? '?' : '&').append(encode(query[i])).append('=').append(encode(query[i + 1]));
        }
        return text.toString();
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** The page of a list, which has to be a 200 with a JSON array. */
    List<JsonNode> page(String path, String... query) {
        HttpResponse<String> answer = get(path, query);
        if (answer.statusCode() != 200) {
            throw new AssertionError(answer.statusCode() + " " + answer.body());
        }
        List<JsonNode> records = new ArrayList<>();
        json(answer).forEach(records::add);
        return records;
    }

    List<Long> ids(String path, String... query) {
        return page(path, query).stream()
                .map(node -> node.get("id").longValue())
                .toList();
    }

    /** Everything, by keyset on ids, as the product reads. */
    List<JsonNode> readAll(String path, String... query) {
        List<JsonNode> all = new ArrayList<>();
        long last = 0;
        while (true) {
            List<String> parameters = new ArrayList<>(List.of(query));
            parameters.addAll(List.of("order_by", "id", "dir", "asc", "limit", "50", "id[gt]", Long.toString(last)));
            List<JsonNode> page = page(path, parameters.toArray(String[]::new));
            if (page.isEmpty()) {
                return all;
            }
            all.addAll(page);
            last = page.get(page.size() - 1).get("id").longValue();
        }
    }

    static HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    static JsonNode json(HttpResponse<String> answer) {
        try {
            return JSON.readTree(answer.body());
        } catch (IOException broken) {
            throw new UncheckedIOException(answer.body(), broken);
        }
    }
}
