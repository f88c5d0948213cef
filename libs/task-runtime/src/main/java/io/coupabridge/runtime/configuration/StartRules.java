package io.coupabridge.runtime.configuration;

import io.coupabridge.runtime.handler.TaskHandler;
import io.quarkus.runtime.configuration.ConfigUtils;
import io.smallrye.config.ConfigMappings.ConfigClass;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** What stops the start. Every sentence names the property and the way out. */
@ApplicationScoped
class StartRules {

    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "::1");

    private final RuntimeConfig config;
    private final String host;
    private final TaskHandler handler;

    StartRules(RuntimeConfig config, @ConfigProperty(name = "quarkus.http.host") String host, TaskHandler handler) {
        this.config = config;
        this.host = host;
        this.handler = handler;
    }

    /** @throws IllegalStateException when the service must not start */
    void check() {
        refuseUnknownVariables();
        if (List.copyOf(ConfigUtils.getProfiles()).contains("prod")) {
            throw new IllegalStateException(
                    "This service has no authentication yet and refuses the profile 'prod'. On one "
                            + "machine, where it listens on 127.0.0.1 only, start it with QUARKUS_PROFILE=local.");
        }
        if (!handler.task().shortName().equals(config.task())) {
            throw new IllegalStateException("coupabridge.task is '" + config.task() + "', but this service works "
                    + handler.task() + ". Leave coupabridge.task to the service.");
        }
        if (!LOOPBACK.contains(host)) {
            throw new IllegalStateException("quarkus.http.host is '" + host
                    + "', but this service has no authentication yet. Leave it at 127.0.0.1.");
        }
        if (config.worker().count() < 1) {
            throw new IllegalStateException("coupabridge.worker.count is "
                    + config.worker().count() + "; a service needs at least 1 worker, such as 24.");
        }
        if (config.worker().slice().isZero() || config.worker().slice().isNegative()) {
            throw new IllegalStateException("coupabridge.worker.slice must be positive, such as 2s.");
        }
        if (config.run().attempts() < 0 || config.run().maxLanes() < 1) {
            throw new IllegalStateException(
                    "coupabridge.run.attempts must be 0 or more and coupabridge.run.max-lanes 1 or"
                            + " more; 8 and 64 are usual.");
        }
        double share = config.run().removalShare();
        if (!(share >= 0 && share <= 1) || config.run().removalFloor() < 0) {
            throw new IllegalStateException("coupabridge.run.removal-share is " + share + ", but must be 0 to 1, and"
                    + " coupabridge.run.removal-floor 0 or more; 0.2 and 10 are usual.");
        }
        double aside = config.run().quarantineShare();
        if (!(aside >= 0 && aside <= 1)) {
            throw new IllegalStateException(
                    "coupabridge.run.quarantine-share is " + aside + ", but must be 0 to 1; 0.5 is usual.");
        }
        if (config.run().overlap().isNegative()) {
            throw new IllegalStateException("coupabridge.run.overlap must not be negative; 10m is usual.");
        }
    }

    /** An unknown key in a file or a system property stops the start by itself; one in the environment does not. */
    private static void refuseUnknownVariables() {
        Set<String> known = Stream.<Class<?>>of(RuntimeConfig.class)
                .flatMap(type -> ConfigClass.configClass(type).getProperties().keySet().stream())
                .map(key -> key.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_"))
                .collect(Collectors.toSet());
        for (String variable : System.getenv().keySet()) {
            if (variable.startsWith("COUPABRIDGE_") && !known.contains(variable)) {
                throw new IllegalStateException(
                        variable + " is no setting of this service. Known are " + new TreeSet<>(known) + ".");
            }
        }
    }
}
