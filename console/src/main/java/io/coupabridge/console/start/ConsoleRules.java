package io.coupabridge.console.start;

import io.coupabridge.console.notification.NotificationSecrets;
import io.coupabridge.console.notification.SealedTargets;
import io.coupabridge.console.notification.SmtpConfig;
import io.coupabridge.edge.keyset.KeysetWatch;
import io.coupabridge.edge.start.StartRules;
import io.coupabridge.secrets.EventVerifier;
import io.coupabridge.secrets.Sealer;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.util.Set;

/** What stops the start of the console. Every sentence names the setting and the way out. */
@Singleton
class ConsoleRules {

    /** Before anything else is made that would fail of the same, in other words. */
    void start(
            @Observes @Priority(1) StartupEvent event,
            StartRules shared,
            Instance<EventVerifier> events,
            Instance<NotificationSecrets> notifications,
            Instance<SealedTargets> sealed,
            KeysetWatch watch) {
        StartRules.orStop(() -> {
            // a feature's settings need a place here
            shared.check(Set.of(), ConsoleKeysets.class, SmtpConfig.class);
            // fails with what is wrong with the file
            EventVerifier verifier = events.get();
            // with none of the keys in use, every event would be passed
            verifier.keyset().keepAKey();
            watch.watch("coupabridge.keysets.event-verification", verifier.keyset(), () -> {});
            notifications.get().sealer().map(Sealer::keyset).ifPresent(keyset -> {
                keyset.checkBy((added, removed) -> sealed.get().objection(removed));
                watch.watch(
                        NotificationSecrets.SETTING, keyset, () -> sealed.get().sealAgain());
            });
        });
    }
}
