package io.coupabridge.token.connect;

import io.quarkus.qute.TemplateInstance;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;

/** Answers with a page. It is made here and now, so that a fault in it is an answer too. */
final class LinkAnswer {

    private LinkAnswer() {}

    static Response ok(LinkScreen page) {
        return of(Status.OK.getStatusCode(), page);
    }

    static Response of(int status, LinkScreen page) {
        return of(status, ConnectTemplates.page(page));
    }

    static Response of(ClosedScreen page) {
        return of(page.status(), ConnectTemplates.closed(page));
    }

    /** @param address relative to that of the form: an ingress may call the service by another one */
    static Response seeOther(String address) {
        return Response.status(Status.SEE_OTHER)
                .header(HttpHeaders.LOCATION, address)
                .build();
    }

    private static Response of(int status, TemplateInstance page) {
        return Response.status(status).entity(page.render()).build();
    }
}
