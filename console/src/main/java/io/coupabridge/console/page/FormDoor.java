package io.coupabridge.console.page;

import io.coupabridge.edge.rest.Forms;
import io.quarkus.vertx.http.runtime.filters.Filters;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Lets pages send forms, which the edge refuses elsewhere. */
@ApplicationScoped
class FormDoor {

    /** Before a body is taken in. */
    private static final int FIRST = 2_000;

    void register(@Observes Filters filters) {
        filters.register(
                context -> {
                    Forms.allow(context);
                    context.next();
                },
                FIRST);
    }
}
