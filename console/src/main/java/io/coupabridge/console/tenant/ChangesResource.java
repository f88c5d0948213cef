package io.coupabridge.console.tenant;

import io.coupabridge.contracts.TenantId;
import io.coupabridge.edge.access.Caller;
import io.coupabridge.edge.access.Role;
import io.coupabridge.edge.rest.Inputs;
import io.coupabridge.edge.rest.LastingRequests;
import io.coupabridge.edge.rest.TryAgain;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response.Status;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.time.Duration;

/** Tells a tenant's page that there is something new. */
@Path("/tenants/{tenant}/changes")
@Blocking
public class ChangesResource {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(30);

    private final Followers followers;
    private final Caller caller;
    private final CurrentVertxRequest request;

    ChangesResource(Followers followers, Caller caller, CurrentVertxRequest request) {
        this.followers = followers;
        this.caller = caller;
        this.request = request;
    }

    /** Server-sent events: {@code changed} whenever the page is to be looked at again, with the version as id. */
    @GET
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @RolesAllowed({Role.INTEGRATION_ADMIN, Role.OPERATOR, Role.AUDITOR, Role.PLATFORM})
    public void follow(
            @PathParam("tenant") String tenant,
            @QueryParam("version") String shown,
            @HeaderParam("Last-Event-ID") String last,
            @Context SseEventSink sink,
            @Context Sse sse) {
        TenantId id = Inputs.tenant(tenant);
        String seen = last == null || last.isEmpty() ? shown : last;
        Followers.Page page = new Followers.Page(id, caller.subject(), seen == null ? "" : seen);
        if (!followers.add(page, sink, version -> event(sse, version))) {
            throw TryAgain.problem(
                    Status.SERVICE_UNAVAILABLE, "Too many pages follow tenants. The page asks again.", RETRY_AFTER);
        }
        LastingRequests.begin(request.getCurrent());
    }

    private static OutboundSseEvent event(Sse sse, String version) {
        return version == null
                ? sse.newEventBuilder().comment("nothing new").build()
                : sse.newEventBuilder()
                        .name("changed")
                        .id(version)
                        .data(version)
                        .build();
    }
}
