package io.coupabridge.runtime.rest;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.contracts.Topic;
import io.coupabridge.runtime.json.Json;
import io.coupabridge.runtime.replay.Place;
import io.coupabridge.runtime.replay.Selection;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.quarkiverse.resteasy.problem.validation.HttpValidationProblem;
import io.quarkiverse.resteasy.problem.validation.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Reads requests for replays strictly: a filter that is misspelt must not select everything. Every problem names its
 * field; values are not quoted.
 */
final class ReplayRequests {

    private static final int USUAL = 1_000;
    private static final int MOST = 10_000;
    private static final int LONGEST = 200;
    private static final int BAD_REQUEST = 400;

    /** What a field may be called to be named in an answer. */
    private static final String NAME = "[A-Za-z0-9_.-]{1,64}";

    private static final ObjectReader READER = Json.MAPPER
            .readerFor(ReplayRequest.class)
            .with(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .with(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final List<Topic> topics;
    private final List<Violation> violations = new ArrayList<>();

    private ReplayRequests(List<Topic> topics) {
        this.topics = topics;
    }

    /** @throws HttpProblem when it is no request */
    static ReplayRequest read(String body) {
        try {
            ReplayRequest request = body == null || body.isBlank() ? null : READER.readValue(body);
            if (request == null) {
                throw problem(Violation.In.body.field("body").message("The body is missing."));
            }
            return request;
        } catch (UnrecognizedPropertyException e) {
            String known = e.getKnownPropertyIds().stream()
                    .map(String::valueOf)
                    .sorted()
                    .collect(Collectors.joining(", "));
            throw problem(e, "There is no such field. Known are " + known + ".");
        } catch (JsonMappingException e) {
            throw problem(e, "The value is not of the right kind.");
        } catch (JsonProcessingException e) {
            throw problem(Violation.In.body.field("body").message("The body is not valid JSON."));
        }
    }

    /**
     * @param topics from which something can be replayed
     * @throws HttpProblem when a field will not do
     */
    static Selection selection(ReplayRequest request, List<Topic> topics) {
        return new ReplayRequests(topics).selection(request);
    }

    private Selection selection(ReplayRequest request) {
        Topic topic = topic(request.topic());
        Place start = start(request.start(), topic);
        check(
                request.tenant() == null || TenantId.isValid(request.tenant()),
                "tenant",
                "A tenant id has 1 to 64 letters, digits, '_' or '-'.");
        check(
                request.reason() == null
                        || !request.reason().isBlank() && request.reason().length() <= LONGEST,
                "reason",
                "Give 1 to 200 characters of the reason, or leave it out.");
        check(
                request.from() == null || request.to() == null || request.from().isBefore(request.to()),
                "from",
                "from is not before to.");
        int limit = request.limit() == null ? USUAL : request.limit();
        check(limit >= 1 && limit <= MOST, "limit", "The limit is 1 to " + MOST + ".");
        check(
                isDryRun(request) || isName(request.requestedBy()),
                "requestedBy",
                "Say in 1 to 200 characters who wants this replay; it is kept.");
        if (!violations.isEmpty()) {
            throw problem(violations.toArray(Violation[]::new));
        }
        TenantId tenant = request.tenant() == null ? null : new TenantId(request.tenant());
        return new Selection(topic, tenant, request.reason(), request.from(), request.to(), start, limit);
    }

    static boolean isDryRun(ReplayRequest request) {
        return request.dryRun() == null || request.dryRun();
    }

    /** @return null when it was rejected */
    private Topic topic(String name) {
        for (Topic topic : topics) {
            if (topic.topicName().equals(name)) {
                return topic;
            }
        }
        check(
                false,
                "topic",
                "This service replays "
                        + topics.stream().map(Topic::topicName).collect(Collectors.joining(" and "))
                        + ". What became of a connection or a token is published anew when the connection is verified.");
        return null;
    }

    private Place start(String text, Topic topic) {
        if (text == null || topic == null) {
            return null;
        }
        Place place = Place.parse(text)
                .filter(parsed -> parsed.partition() < topic.partitions())
                .orElse(null);
        check(place != null, "start", "Give the next of the replay before, such as 0:1290, or leave it out.");
        return place;
    }

    private static boolean isName(String text) {
        return text != null
                && !text.isBlank()
                && text.length() <= LONGEST
                && text.chars().noneMatch(Character::isISOControl);
    }

    private void check(boolean good, String field, String message) {
        if (!good) {
            violations.add(Violation.In.body.field(field).message(message));
        }
    }

    private static HttpValidationProblem problem(JsonMappingException e, String message) {
        String path = e.getPath().stream()
                .map(JsonMappingException.Reference::getFieldName)
                .filter(name -> name != null && name.matches(NAME))
                .collect(Collectors.joining("."));
        return problem(Violation.In.body.field(path.isEmpty() ? "body" : path).message(message));
    }

    private static HttpValidationProblem problem(Violation... violations) {
        return new HttpValidationProblem(BAD_REQUEST, "The request was not accepted", List.of(violations));
    }
}
