package io.coupabridge.console.notification;

import io.coupabridge.edge.access.SecretAddress;
import io.quarkus.vertx.http.runtime.filters.Filters;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * Keeps the links of mailboxes out of the log of refusals. They stay in the address: who has no session yet comes back to it
 * from the issuer.
 */
@Singleton
class MailboxDoor {

    /** Before all others, which may refuse the request. */
    private static final int FIRST = 20_000;

    private static final String PAGES = "/mailboxes/";

    void register(@Observes Filters filters) {
        filters.register(
                context -> {
                    if (SecretAddress.path(context).startsWith(PAGES)) {
                        SecretAddress.showAs(context, PAGES + "{link}");
                    }
                    context.next();
                },
                FIRST);
    }
}
