package io.coupabridge.local.fault;

import com.fasterxml.jackson.databind.JsonNode;
import io.coupabridge.testing.TestTokens;
import io.coupabridge.testing.TopicRecord;
import io.coupabridge.testing.process.Replica;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.awaitility.Awaitility;

/** What an operator sees of one replica, and has it do. */
final class Operator {

    private static final Duration IN_TIME = Duration.ofSeconds(90);
    private static final Duration OFTEN = Duration.ofMillis(200);

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final Replica replica;

    Operator(Replica replica) {
        this.replica = replica;
    }

    /** Waits until the tenant's stream is halted, and the metric says that there is one. @return why it is */
    String awaitHalted(Tenant tenant, String stream) {
        Awaitility.await("the halt of stream " + stream)
                .atMost(IN_TIME)
                .pollInterval(OFTEN)
                .until(() -> stateOf(tenant, stream).path("state").asText().equals("HALTED"));
        awaitMetric("coupabridge_streams_halted", 1);
        return stateOf(tenant, stream).path("reason").asText();
    }

    void rebase(Tenant tenant, String stream) {
        send("POST", streamOf(tenant, stream) + "/rebase");
    }

    /** At token-service. */
    void verify(Tenant tenant) {
        send("POST", "/api/v1/tenants/" + tenant.id() + "/connection/verify");
    }

    JsonNode doctor() {
        return send("GET", "/api/v1/doctor");
    }

    /** @param beginning of the line, such as a metric's name */
    void awaitMetric(String beginning, double value) {
        Awaitility.await(beginning + " " + value)
                .atMost(IN_TIME)
                .pollInterval(OFTEN)
                .until(() -> answer("GET", replica.managementOrigin() + "/q/metrics")
                        .lines()
                        .filter(line -> line.startsWith(beginning))
                        .anyMatch(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))) == value));
    }

    private JsonNode stateOf(Tenant tenant, String stream) {
        return send("GET", streamOf(tenant, stream));
    }

    private static String streamOf(Tenant tenant, String stream) {
        return "/api/v1/tenants/" + tenant.id() + "/streams/" + stream;
    }

    private JsonNode send(String method, String path) {
        try {
            return TopicRecord.JSON.readTree(answer(method, replica.origin() + path));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private String answer(String method, String url) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .header("Authorization", "Bearer " + TestTokens.shared().operator())
                .timeout(Duration.ofSeconds(30))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
        try {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() / 100 != 2) {
                throw new AssertionError(
                        method + " " + url + " was answered " + answer.statusCode() + ": " + answer.body());
            }
            return answer.body();
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
