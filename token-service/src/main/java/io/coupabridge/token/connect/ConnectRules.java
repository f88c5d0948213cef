package io.coupabridge.token.connect;

import io.coupabridge.edge.rest.RequestConfig;
import io.quarkus.runtime.configuration.ConfigUtils;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.Locale;
import java.util.Set;

/** What of the settings of the connect page stops the start. Every sentence names the setting and the way out. */
@Singleton
public class ConnectRules {

    static final String PUBLIC_URL = "coupabridge.connect.public-url";
    static final String FRAME_ANCESTORS = "coupabridge.connect.frame-ancestors";

    private final ConnectConfig config;
    private final RequestConfig requests;

    ConnectRules(ConnectConfig config, RequestConfig requests) {
        this.config = config;
        this.requests = requests;
    }

    /** @throws IllegalStateException that names the setting */
    public void check() {
        check(ConfigUtils.isProfileActive("prod"));
    }

    /** @param prod whether strangers can reach the service */
    void check(boolean prod) {
        config.publicUrl().ifPresent(url -> checkUrl(url, requests.hosts(), prod));
        config.frameAncestors().orElse(Set.of()).forEach(origin -> checkOrigin(origin, prod));
    }

    private static void checkUrl(String url, Set<String> hosts, boolean prod) {
        URI uri = uri(PUBLIC_URL, url);
        if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw fault(PUBLIC_URL, url, "has a query or a fragment. Leave them out.");
        }
        checkTransport(PUBLIC_URL, uri, prod);
        if (hosts.stream().noneMatch(uri.getHost()::equalsIgnoreCase)) {
            throw fault(
                    PUBLIC_URL,
                    url,
                    "names a host to which this service does not answer. Add it to coupabridge.http.hosts.");
        }
    }

    private static void checkOrigin(String origin, boolean prod) {
        URI uri = uri(FRAME_ANCESTORS, origin);
        boolean bare = uri.getRawPath().isEmpty() && uri.getRawQuery() == null && uri.getRawFragment() == null;
        if (!bare || !origin.equals(origin.toLowerCase(Locale.ROOT))) {
            throw fault(
                    FRAME_ANCESTORS,
                    origin,
                    "is no origin. Write scheme and host in lower case, with nothing behind, such as"
                            + " https://app.example.com.");
        }
        checkTransport(FRAME_ANCESTORS, uri, prod);
    }

    private static URI uri(String setting, String value) {
        try {
            URI uri = URI.create(value.strip());
            boolean web = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
            if (web && uri.getHost() != null && uri.getRawUserInfo() == null) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // said below
        }
        throw fault(setting, value, "is no web address. Write it as https://token-service.example.com.");
    }

    private static void checkTransport(String setting, URI uri, boolean prod) {
        if (prod && !uri.getScheme().equals("https")) {
            throw fault(
                    setting, uri.toString(), "is http, over which secrets would go in clear. Give its https address.");
        }
    }

    private static IllegalStateException fault(String setting, String value, String fault) {
        return new IllegalStateException(setting + " '" + value + "' " + fault);
    }
}
