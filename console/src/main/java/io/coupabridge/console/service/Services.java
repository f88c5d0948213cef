package io.coupabridge.console.service;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.coupabridge.contracts.MessageHeaders;
import io.coupabridge.edge.trace.TraceParent;
import jakarta.inject.Singleton;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Calls the services' REST on behalf of the person before the page, with that person's token. Never fails: a service that is
 * away is an answer too. Thread-safe.
 */
@Singleton
public class Services {

    /** The name of token-service here; a task's service has the task's short name. */
    public static final String TOKEN = "token";

    private static final Logger LOG = Logger.getLogger(Services.class);
    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration READ = Duration.ofSeconds(4);

    /** A verification answers within 15 seconds. */
    private static final Duration ACT = Duration.ofSeconds(20);

    /** A replay reads for up to 20 seconds, and then writes. */
    private static final Duration LONG = Duration.ofSeconds(30);

    private final ServicesConfig config;
    private final ObjectMapper json;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(CONNECT).build();

    Services(ServicesConfig config, ObjectMapper json) {
        this.config = config;
        this.json = json;
    }

    /**
     * A question.
     *
     * @param path with its query, beginning with a slash; what stands in it must be fit for a URL
     */
    public record Question(String service, String path) {}

    /** Asks all at once, so that services that do not answer cost the time of one. */
    public Map<Question, Reply> getAll(Collection<Question> questions, String token) {
        Map<Question, CompletableFuture<Reply>> replies = new HashMap<>();
        questions.forEach(question -> replies.put(
                question,
                ask(
                        question.service(),
                        question.path(),
                        token,
                        READ,
                        HttpRequest.newBuilder().GET())));
        return replies.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, asked -> await(asked.getValue())));
    }

    /** @param path with its query, beginning with a slash; what stands in it must be fit for a URL */
    public Reply get(String service, String path, String token) {
        return call(service, path, token, READ, HttpRequest.newBuilder().GET());
    }

    /** @param body null for none */
    public Reply post(String service, String path, Object body, String token) {
        return call(service, path, token, ACT, HttpRequest.newBuilder().POST(BodyPublishers.ofString(text(body))));
    }

    /** The same for what takes longer than other actions. */
    public Reply postLong(String service, String path, Object body, String token) {
        return call(service, path, token, LONG, HttpRequest.newBuilder().POST(BodyPublishers.ofString(text(body))));
    }

    public Reply put(String service, String path, Object body, String token) {
        return call(service, path, token, ACT, HttpRequest.newBuilder().PUT(BodyPublishers.ofString(text(body))));
    }

    private String text(Object body) {
        return body == null ? "" : json.valueToTree(body).toString();
    }

    private Reply call(String service, String path, String token, Duration patience, HttpRequest.Builder request) {
        return await(ask(service, path, token, patience, request));
    }

    private static Reply await(CompletableFuture<Reply> reply) {
        try {
            return reply.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Reply.missing("The console stops.");
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    private CompletableFuture<Reply> ask(
            String service, String path, String token, Duration patience, HttpRequest.Builder request) {
        URI base = config.urls().get(service);
        if (base == null) {
            return CompletableFuture.completedFuture(Reply.missing(
                    "Nobody has said where " + name(service) + " is: coupabridge.services." + service + "."));
        }
        HttpRequest whole = request.uri(URI.create(base.toString().replaceFirst("/+$", "") + path))
                .timeout(patience)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json")
                .header(MessageHeaders.TRACEPARENT, TraceParent.current().toString())
                .build();
        return http.sendAsync(whole, BodyHandlers.ofString())
                .handle((answer, fault) -> fault == null ? reply(service, answer) : away(service, fault));
    }

    private Reply reply(String service, HttpResponse<String> answer) {
        JsonNode body;
        try {
            body = json.readTree(answer.body());
        } catch (JsonProcessingException e) {
            return away(service, e);
        }
        if (answer.statusCode() / 100 == 2) {
            return new Reply(answer.statusCode(), body, "");
        }
        String detail = detail(body);
        return new Reply(
                answer.statusCode(),
                body,
                name(service) + " answered " + answer.statusCode() + (detail.isEmpty() ? "." : ": " + detail));
    }

    private static Reply away(String service, Throwable fault) {
        Throwable cause = fault instanceof CompletionException ? fault.getCause() : fault;
        LOG.warnf("%s does not answer (%s).", name(service), cause.getClass().getSimpleName());
        return Reply.missing(name(service) + " does not answer.");
    }

    /** What a problem says of the fields, or else in all. */
    private static String detail(JsonNode problem) {
        StringJoiner faults = new StringJoiner(" ");
        problem.path("violations")
                .forEach(fault -> faults.add(fault.path("message").asText()));
        return faults.length() > 0
                ? faults.toString()
                : problem.path("detail").asText(problem.path("title").asText(""));
    }

    private static String name(String service) {
        return service + "-service";
    }
}
