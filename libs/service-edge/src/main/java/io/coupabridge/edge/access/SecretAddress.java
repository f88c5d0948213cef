package io.coupabridge.edge.access;

import io.vertx.ext.web.RoutingContext;
import java.util.regex.Pattern;

/** An address that opens something for whoever reads it. The log of refusals names such a request by another path. */
public final class SecretAddress {

    private static final String SHOWN = SecretAddress.class.getName();
    private static final Pattern MATRIX = Pattern.compile(";[^/]*");

    private SecretAddress() {}

    /**
     * The path of a request as all that comes behind reads it, without matrix parameters; empty when it cannot be read, which is
     * not for here to say.
     */
    public static String path(RoutingContext request) {
        try {
            return MATRIX.matcher(request.normalizedPath()).replaceAll("");
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    /** Has the log name the request by this path from now on. */
    public static void showAs(RoutingContext request, String path) {
        request.put(SHOWN, path);
    }

    static String shown(RoutingContext request) {
        String instead = request.get(SHOWN);
        return instead == null ? request.normalizedPath() : instead;
    }
}
