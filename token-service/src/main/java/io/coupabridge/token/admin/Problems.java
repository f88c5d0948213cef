package io.coupabridge.token.admin;

import io.coupabridge.contracts.TenantId;
import io.coupabridge.edge.access.UnknownTenant;
import io.quarkiverse.resteasy.problem.HttpProblem;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response.Status;
import java.time.Duration;
import java.time.Instant;

/** The problems that a request may end in beside a field that will not do. */
final class Problems {

    private Problems() {}

    static HttpProblem notConnected(TenantId tenant) {
        return UnknownTenant.problem(tenant);
    }

    static HttpProblem conflict(String detail) {
        return HttpProblem.valueOf(Status.CONFLICT, detail);
    }

    /** The credential is dead and has had its calls (promise 8). */
    static HttpProblem leftAlone(Instant until, Instant now) {
        long seconds = Math.max(1, Duration.between(now, until).toSeconds() + 1);
        return HttpProblem.builder()
                .withStatus(Status.TOO_MANY_REQUESTS)
                .withTitle(Status.TOO_MANY_REQUESTS.getReasonPhrase())
                .withDetail(
                        "Coupa has refused this Client ID and Client Secret ten times within 24 hours. They are left"
                                + " alone until " + until + "; other ones are verified at once.")
                .withHeader(HttpHeaders.RETRY_AFTER, seconds)
                .build();
    }
}
