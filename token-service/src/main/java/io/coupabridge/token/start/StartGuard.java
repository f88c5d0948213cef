package io.coupabridge.token.start;

import io.coupabridge.client.address.BaseUrlRules;
import io.coupabridge.token.address.AddressConfig;
import io.coupabridge.token.admin.AdminConfig;
import io.coupabridge.token.grant.GrantConfig;
import io.coupabridge.token.keyset.KeysetConfig;
import io.coupabridge.token.keyset.Keysets;
import io.coupabridge.token.mint.TokenConfig;
import io.coupabridge.token.schedule.ScheduleConfig;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigUtils;
import io.smallrye.config.ConfigMappings.ConfigClass;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Refuses to start where it would be unsafe or make no sense, and says what to change. */
@Singleton
class StartGuard {

    private static final int COUPA_LIMIT = 25;
    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "::1");
    private static final Duration COUPA_REST = Duration.ofSeconds(5);

    void check(
            @Observes @Priority(1) StartupEvent event,
            AddressConfig addresses,
            TokenConfig tokens,
            ScheduleConfig scheduling,
            @ConfigProperty(name = "quarkus.http.host") String host,
            Instance<BaseUrlRules> rules,
            Instance<Keysets> keysets) {
        refuseUnknownVariables(
                AddressConfig.class,
                AdminConfig.class,
                GrantConfig.class,
                KeysetConfig.class,
                ScheduleConfig.class,
                TokenConfig.class);
        if (!LOOPBACK.contains(host)) {
            throw new IllegalStateException("quarkus.http.host is '" + host
                    + "', but token-service does not authenticate its callers yet. Leave it at 127.0.0.1.");
        }
        if (ConfigUtils.isProfileActive("prod")) {
            throw new IllegalStateException("token-service does not start in the profile 'prod': its REST API does not"
                    + " authenticate its callers yet (issue 'Secure for many tenants'). On one machine, where it listens"
                    + " on 127.0.0.1 only, start it with QUARKUS_PROFILE=local.");
        }
        if (addresses.defaultCeiling() < 1 || addresses.defaultCeiling() > COUPA_LIMIT) {
            throw new IllegalStateException("coupabridge.default-ceiling is " + addresses.defaultCeiling()
                    + "; it must be 1 to 25 requests a second, 25 being Coupa's own limit.");
        }
        if (tokens.usableAfter().compareTo(COUPA_REST) < 0 && !ConfigUtils.isProfileActive("test")) {
            throw new IllegalStateException("coupabridge.token.usable-after is " + tokens.usableAfter()
                    + "; Coupa asks for five seconds (PT5S) or more.");
        }
        if (scheduling.threads() < 2) {
            throw new IllegalStateException("coupabridge.scheduling.threads is " + scheduling.threads()
                    + "; it must be 2 or more, since the relay of events takes one.");
        }
        // each fails with what is wrong with its settings or files
        rules.get();
        keysets.get();
    }

    /** An unknown key in a file or a system property stops the start by itself; one in the environment does not. */
    private static void refuseUnknownVariables(Class<?>... settings) {
        Set<String> known = Arrays.stream(settings)
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
