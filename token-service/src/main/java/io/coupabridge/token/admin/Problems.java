package io.coupabridge.token.admin;

import io.coupabridge.contracts.TenantId;
import io.coupabridge.edge.access.UnknownTenant;
import io.coupabridge.edge.rest.TryAgain;
import io.coupabridge.token.link.ConnectLinks;
import io.quarkiverse.resteasy.problem.HttpProblem;
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

    static HttpProblem tooMuchByLink(Duration pause) {
        return TryAgain.problem(
                Status.TOO_MANY_REQUESTS,
                "By one link Coupa is asked " + ConnectLinks.MOST_DEEDS + " times an hour. Nothing was changed. Wait "
                        + (pause.toMinutes() + 1) + " minutes, or ask whoever sent you the link for another one.",
                pause);
    }

    /** The credential is dead and has had its calls (promise 8). */
    static HttpProblem leftAlone(Instant until, Instant now) {
        return TryAgain.problem(
                Status.TOO_MANY_REQUESTS,
                "Coupa has refused this Client ID and Client Secret ten times within 24 hours. They are left alone until "
                        + until + "; other ones are verified at once.",
                Duration.between(now, until));
    }
}
