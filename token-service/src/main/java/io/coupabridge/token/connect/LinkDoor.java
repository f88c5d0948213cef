package io.coupabridge.token.connect;

import io.coupabridge.edge.access.SecretAddress;
import io.coupabridge.edge.rest.Forms;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.URI;
import java.util.Optional;
import java.util.Set;

/**
 * Takes what opens a connect page out of the request's address before anything else sees that: no log, problem, metric or trace
 * can hold it then. The page finds it here. Also says what a browser may make of the page.
 */
@ApplicationScoped
class LinkDoor {

    /** Before all others, which name the address. */
    private static final int FIRST = 20_000;

    private static final String PAGES = "/connect/";
    private static final String ASSETS = PAGES + "assets/";
    private static final String WITHOUT_TOKEN = PAGES + "link";
    private static final String TOKEN = LinkDoor.class.getName();

    /** What a browser says of a page that tells nobody where it is. */
    private static final String NO_ORIGIN = "null";

    private final String policy;
    private final boolean framed;
    private final Optional<String> ownOrigin;

    LinkDoor(ConnectConfig config) {
        Set<String> ancestors = config.frameAncestors().orElse(Set.of());
        this.framed = !ancestors.isEmpty();
        this.policy = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; form-action 'self';"
                + " base-uri 'none'; frame-ancestors " + (framed ? String.join(" ", ancestors) : "'none'");
        this.ownOrigin = config.publicUrl().map(LinkDoor::origin);
    }

    void register(@Observes Filters filters) {
        filters.register(this::enter, FIRST);
    }

    /** What stood in the address behind the pages' path: the link's token, or anything; never null. */
    static String token(RoutingContext request) {
        return request.get(TOKEN, "");
    }

    private void enter(RoutingContext context) {
        String path = SecretAddress.path(context);
        if (!path.startsWith(PAGES) || path.startsWith(ASSETS)) {
            context.next();
            return;
        }
        if (context.get(TOKEN) == null) {
            context.put(TOKEN, path.substring(PAGES.length()));
            context.reroute(WITHOUT_TOKEN);
            return;
        }
        leaveOutOwnOrigin(context.request().headers());
        MultiMap headers = context.response().headers();
        headers.set("Content-Security-Policy", policy);
        if (framed) {
            // it knows no origins, and the policy says the same
            headers.remove("X-Frame-Options");
        }
        Forms.allow(context);
        context.next();
    }

    /**
     * The page sends no referrer, so browsers call its form's origin null; the rules for other origins would refuse that. Behind
     * an ingress they would not know their own either.
     */
    private void leaveOutOwnOrigin(MultiMap headers) {
        String origin = headers.get(HttpHeaders.ORIGIN);
        if (NO_ORIGIN.equals(origin)
                || ownOrigin.filter(own -> own.equals(origin)).isPresent()) {
            headers.remove(HttpHeaders.ORIGIN);
        }
    }

    private static String origin(String url) {
        URI uri = URI.create(url.strip());
        return uri.getScheme() + "://" + uri.getRawAuthority();
    }
}
