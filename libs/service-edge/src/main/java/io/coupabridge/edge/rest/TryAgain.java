package io.coupabridge.edge.rest;

import io.quarkiverse.resteasy.problem.HttpProblem;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response.Status;
import java.time.Duration;

/** The problem of a request that may do when it is sent again later. */
public final class TryAgain {

    private TryAgain() {}

    /**
     * @param status such as 429 or 503
     * @param detail says what hinders, and whether anything was done
     * @param after told in whole seconds, rounded up, and at least one
     */
    public static HttpProblem problem(Status status, String detail, Duration after) {
        return HttpProblem.builder()
                .withStatus(status)
                .withTitle(status.getReasonPhrase())
                .withDetail(detail)
                .withHeader(
                        HttpHeaders.RETRY_AFTER,
                        Math.max(1, after.plusSeconds(1).minusNanos(1).toSeconds()))
                .build();
    }
}
