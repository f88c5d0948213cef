package io.coupabridge.console.start;

import io.coupabridge.console.notification.SmtpConfig;
import io.coupabridge.console.schedule.SchedulePolicy;
import io.coupabridge.console.schedule.SchedulesConfig;
import io.coupabridge.console.service.Services;
import io.coupabridge.contracts.Task;
import io.coupabridge.edge.keyset.KeysetWatch;
import io.coupabridge.edge.start.StartRules;
import io.coupabridge.secrets.EventVerifier;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.Config;

/** What stops the start of the console. Every sentence names the setting and the way out. */
@Singleton
class ConsoleRules {

    private static final String SECRET = "quarkus.oidc.credentials.secret";
    private static final String CLIENT = "quarkus.oidc.client-id";
    private static final String AUDIENCE = "quarkus.oidc.api.token.audience";
    private static final int SHORTEST_SECRET = 32;

    /** Before anything else is made that would fail of the same, in other words. */
    void start(
            @Observes @Priority(1) StartupEvent event,
            StartRules shared,
            Instance<EventVerifier> events,
            ServiceUrls urls,
            KeysetWatch watch,
            Config config) {
        StartRules.orStop(() -> {
            // a feature's settings need a place here
            shared.check(ofTasks(), ConsoleKeysets.class, SchedulesConfig.class, SmtpConfig.class);
            requireSecret(config);
            refuseIdTokens(config);
            urls.check();
            // fails with what is wrong with the file
            EventVerifier verifier = events.get();
            // with none of the keys in use, every event would be passed
            verifier.keyset().keepAKey();
            watch.watch("coupabridge.keysets.event-verification", verifier.keyset(), () -> {});
        });
    }

    /** The settings of which there are as many as tasks: the services' URLs, and the defaults of schedules. */
    private static Set<String> ofTasks() {
        Stream<String> urls = Stream.concat(
                        Stream.of(Services.TOKEN), Task.all().stream().map(Task::shortName))
                .map(service -> "coupabridge.services." + service);
        return Stream.concat(urls, SchedulePolicy.settings().stream()).collect(Collectors.toSet());
    }

    /** A session's ID token has the client as its audience, and must open no more than pages. */
    static void refuseIdTokens(Config config) {
        String client = config.getValue(CLIENT, String.class).strip();
        boolean taken = config.getOptionalValues(AUDIENCE, String.class).orElse(List.of()).stream()
                .anyMatch(audience -> audience.strip().equals(client));
        if (taken) {
            throw new IllegalStateException(AUDIENCE + " is '" + client + "', as " + CLIENT
                    + " is: ID tokens of sessions would do as tokens of REST. Set " + StartRules.variable(AUDIENCE)
                    + " to the audience of this installation, such as coupa-bridge.");
        }
    }

    /** Without one each replica would make a key of its own for its cookies, and understand no other's. */
    private static void requireSecret(Config config) {
        String secret = config.getOptionalValue(SECRET, String.class).orElse("");
        if (secret.length() < SHORTEST_SECRET) {
            throw new IllegalStateException(SECRET + " has " + secret.length() + " characters. Set "
                    + StartRules.variable(SECRET)
                    + " to the secret of the issuer's client for the console, of at least "
                    + SHORTEST_SECRET + " characters: it also encrypts the cookies of sessions.");
        }
    }
}
