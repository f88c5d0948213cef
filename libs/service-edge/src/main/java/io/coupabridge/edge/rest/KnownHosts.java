package io.coupabridge.edge.rest;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Answers only to the names that this service is called by. A web page that has its own name lead to this address would
 * otherwise speak to the API from a browser. Probes and scrapers, which call by address, have the management port.
 */
@ApplicationScoped
class KnownHosts {

    private final Set<String> hosts;

    KnownHosts(RequestConfig config) {
        this.hosts = config.hosts().stream().map(KnownHosts::lower).collect(Collectors.toUnmodifiableSet());
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, RequestBodies.FIRST + 1);
    }

    /** The router ends a request without a host before any filter, and its answer is no problem of ours. */
    void register(@Observes Router router) {
        router.route().order(Integer.MIN_VALUE).failureHandler(context -> {
            if (context.request().authority() == null) {
                Refusal.answer(context, 400, "Bad Request", "The header Host is missing, or names no host.");
            } else {
                context.next();
            }
        });
    }

    private void check(RoutingContext context) {
        HostAndPort authority = context.request().authority();
        if (authority != null && hosts.contains(lower(authority.host()))) {
            context.next();
        } else {
            Refusal.answer(
                    context,
                    421,
                    "Misdirected Request",
                    "This service does not answer to that host. An operator names its hosts in coupabridge.http.hosts.");
        }
    }

    private static String lower(String host) {
        return host.toLowerCase(Locale.ROOT);
    }
}
