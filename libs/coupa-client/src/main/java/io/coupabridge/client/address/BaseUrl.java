package io.coupabridge.client.address;

import java.net.URI;
import java.util.Locale;

/**
 * The origin of one Coupa instance, such as {@code https://northwind.coupahost.com}: scheme, host in lower case and,
 * for test origins only, a port. That it is allowed is what {@link BaseUrlRules} says, not this type.
 *
 * @param origin without userinfo, path, query and fragment
 */
public record BaseUrl(URI origin) {

    /** @throws IllegalArgumentException when it is no bare http or https origin */
    public BaseUrl {
        if (!isOrigin(origin)) {
            // the text may hold userinfo, so it is not quoted
            throw new IllegalArgumentException(
                    "A base URL is a scheme and a host, such as https://northwind.coupahost.com.");
        }
    }

    /** The identity of the request budget: the canonical host, with the port where it is not that of https. */
    public String hostKey() {
        boolean https = origin.getScheme().equals("https");
        if (https && (origin.getPort() == -1 || origin.getPort() == 443)) {
            return origin.getHost();
        }
        return origin.getHost() + ":" + (origin.getPort() == -1 ? 80 : origin.getPort());
    }

    /** The host alone, as it is resolved. */
    public String host() {
        return origin.getHost();
    }

    @Override
    public String toString() {
        return origin.toString();
    }

    static boolean isOrigin(URI uri) {
        return uri != null
                && ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))
                && uri.getHost() != null
                && uri.getHost().equals(uri.getHost().toLowerCase(Locale.ROOT))
                && uri.getRawUserInfo() == null
                && uri.getRawPath().isEmpty()
                && uri.getRawQuery() == null
                && uri.getRawFragment() == null;
    }
}
