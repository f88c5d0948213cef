package io.coupabridge.token.start;

import io.coupabridge.client.address.BaseUrlRules;
import io.coupabridge.token.address.AddressConfig;
import io.coupabridge.token.keyset.Keysets;
import io.coupabridge.token.mint.TokenConfig;
import io.coupabridge.token.schedule.ScheduleConfig;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigUtils;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Refuses to start where it would be unsafe or make no sense, and says what to change. */
@Singleton
class StartGuard {

    private static final int COUPA_LIMIT = 25;
    private static final Duration COUPA_REST = Duration.ofSeconds(5);

    void check(
            @Observes @Priority(1) StartupEvent event,
            AddressConfig addresses,
            TokenConfig tokens,
            ScheduleConfig scheduling,
            Instance<BaseUrlRules> rules,
            Instance<Keysets> keysets) {
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
}
