package io.coupabridge.console.start;

import io.coupabridge.console.service.ServicesConfig;
import io.coupabridge.edge.start.StartConfig;
import io.quarkus.runtime.configuration.ConfigUtils;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.Map;
import java.util.TreeMap;

/** What the services' URLs must be. Calls carry a person's token. */
@Singleton
class ServiceUrls {

    private final ServicesConfig services;
    private final StartConfig said;

    ServiceUrls(ServicesConfig services, StartConfig said) {
        this.services = services;
        this.said = said;
    }

    /** @throws IllegalStateException that names the first setting that will not do */
    void check() {
        check(services.urls(), !ConfigUtils.isProfileActive("prod") || said.plainServices());
    }

    /** @param plain whether http will do */
    static void check(Map<String, URI> urls, boolean plain) {
        new TreeMap<>(urls).forEach((service, url) -> {
            String fault = fault(url, plain);
            if (!fault.isEmpty()) {
                throw new IllegalStateException("coupabridge.services." + service + " is '" + url + "', " + fault);
            }
        });
    }

    private static String fault(URI url, boolean plain) {
        boolean http = "http".equalsIgnoreCase(url.getScheme());
        boolean web = http || "https".equalsIgnoreCase(url.getScheme());
        if (!web || url.getHost() == null || url.getUserInfo() != null || !isBare(url)) {
            return "which is no base URL of a service. Give one such as https://token-service:8081.";
        }
        return http && !plain
                ? "over which everybody on the way can read people's tokens. Give an https URL, or say outright that it is"
                        + " meant: coupabridge.start.plain-services=true."
                : "";
    }

    private static boolean isBare(URI url) {
        return url.getQuery() == null && url.getFragment() == null;
    }
}
