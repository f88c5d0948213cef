package io.coupabridge.runtime.rest;

import io.coupabridge.contracts.TenantId;
import io.coupabridge.contracts.Topic;
import io.coupabridge.edge.rest.Inputs;
import io.coupabridge.edge.rest.JsonBody;
import io.coupabridge.runtime.replay.Place;
import io.coupabridge.runtime.replay.Selection;
import io.quarkiverse.resteasy.problem.validation.HttpValidationProblem;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Reads requests for replays strictly: a filter that is misspelt must not select everything. Every problem names its
 * field; values are not quoted.
 */
final class ReplayRequests extends Inputs {

    private static final int USUAL = 1_000;
    private static final int MOST = 10_000;
    private static final int LONGEST = 200;
    private static final Instant FIRST = Instant.EPOCH;
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");
    private static final String OUT_OF_REACH = "Give an instant of the years 1970 to 9999.";

    private final List<Topic> topics;

    private ReplayRequests(List<Topic> topics) {
        this.topics = topics;
    }

    /** @throws HttpValidationProblem when it is no request */
    static ReplayRequest read(String body) {
        return JsonBody.read(body, ReplayRequest.class);
    }

    /**
     * @param topics from which something can be replayed
     * @throws HttpValidationProblem when a field will not do
     */
    static Selection selection(ReplayRequest request, List<Topic> topics) {
        return new ReplayRequests(topics).selection(request);
    }

    private Selection selection(ReplayRequest request) {
        Topic topic = topic(request.topic());
        Place start = start(request.start(), topic);
        check(request.tenant() == null || TenantId.isValid(request.tenant()), "tenant", NO_TENANT);
        check(
                request.reason() == null
                        || !request.reason().isBlank() && request.reason().length() <= LONGEST,
                "reason",
                "Give 1 to 200 characters of the reason, or leave it out.");
        check(isInReach(request.from()), "from", OUT_OF_REACH);
        check(isInReach(request.to()), "to", OUT_OF_REACH);
        check(
                request.from() == null || request.to() == null || request.from().isBefore(request.to()),
                "from",
                "from is not before to.");
        int limit = request.limit() == null ? USUAL : request.limit();
        check(limit >= 1 && limit <= MOST, "limit", "The limit is 1 to " + MOST + ".");
        finish();
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
        reject(
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

    /** Kafka counts milliseconds. */
    private static boolean isInReach(Instant instant) {
        return instant == null || !instant.isBefore(FIRST) && !instant.isAfter(LAST);
    }
}
