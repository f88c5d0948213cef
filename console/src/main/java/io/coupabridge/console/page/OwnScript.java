package io.coupabridge.console.page;

import io.quarkus.oidc.JavaScriptRequestChecker;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.regex.Pattern;

/**
 * Tells what a page's own script asks for. Without a session that is answered with 499 instead of a redirect: an open page
 * asks again and again, and each redirect would leave a cookie of a login that nobody ends.
 */
@ApplicationScoped
class OwnScript implements JavaScriptRequestChecker {

    private static final Pattern PATHS = Pattern.compile("/tenants/[^/]+/(live|changes)");

    @Override
    public boolean isJavaScriptRequest(RoutingContext request) {
        return PATHS.matcher(request.normalizedPath()).matches();
    }
}
