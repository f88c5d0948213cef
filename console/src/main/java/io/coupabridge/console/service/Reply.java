package io.coupabridge.console.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.quarkiverse.resteasy.problem.HttpProblem;
import jakarta.ws.rs.core.Response.Status;

/**
 * What a service answered, or why it did not.
 *
 * @param status of HTTP; 0 when there was no answer
 * @param body the missing node when there is none
 * @param trouble in a sentence, for people; empty when all is well
 */
public record Reply(int status, JsonNode body, String trouble) {

    static Reply missing(String trouble) {
        return new Reply(0, MissingNode.getInstance(), trouble);
    }

    public boolean ok() {
        return trouble.isEmpty();
    }

    /**
     * The reply to what a person has asked for.
     *
     * @return this
     * @throws HttpProblem with what the service said, when it did not do it
     */
    public Reply orProblem() {
        if (!ok()) {
            throw HttpProblem.valueOf(statusOfProblem(), trouble);
        }
        return this;
    }

    private Status statusOfProblem() {
        if (status / 100 != 4) {
            return Status.SERVICE_UNAVAILABLE;
        }
        Status known = Status.fromStatusCode(status);
        // such as 422, which this list lacks
        return known == null ? Status.BAD_GATEWAY : known;
    }
}
