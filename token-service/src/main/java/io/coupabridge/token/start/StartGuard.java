package io.coupabridge.token.start;

import io.coupabridge.edge.start.StartRules;
import io.coupabridge.token.admin.AdminConfig;
import io.coupabridge.token.connect.ConnectConfig;
import io.coupabridge.token.connect.ConnectRules;
import io.coupabridge.token.connection.CeilingConfig;
import io.coupabridge.token.grant.GrantConfig;
import io.coupabridge.token.keyset.KeysetConfig;
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
import java.util.Set;

/** Refuses to start where it would be unsafe or make no sense, and says what to change. */
@Singleton
class StartGuard {

    private static final int COUPA_LIMIT = 25;
    private static final Duration COUPA_REST = Duration.ofSeconds(5);

    void start(
            @Observes @Priority(1) StartupEvent event,
            StartRules shared,
            CeilingConfig ceilings,
            TokenConfig tokens,
            ScheduleConfig scheduling,
            ConnectRules connect,
            Instance<Keysets> keysets) {
        StartRules.orStop(() -> {
            check(shared, ceilings, tokens, scheduling, keysets);
            connect.check();
        });
    }

    private static void check(
            StartRules shared,
            CeilingConfig ceilings,
            TokenConfig tokens,
            ScheduleConfig scheduling,
            Instance<Keysets> keysets) {
        shared.check(
                Set.copyOf(KeysetConfig.settings()),
                AdminConfig.class,
                CeilingConfig.class,
                ConnectConfig.class,
                GrantConfig.class,
                ScheduleConfig.class,
                TokenConfig.class);
        if (ceilings.defaultCeiling() < 1 || ceilings.defaultCeiling() > COUPA_LIMIT) {
            throw new IllegalStateException("coupabridge.default-ceiling is " + ceilings.defaultCeiling()
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
        // fails with what is wrong with its settings or files
        keysets.get();
    }
}
