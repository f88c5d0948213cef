package io.coupabridge.console.notification;

import io.coupabridge.edge.keyset.KeysetWatch;
import io.coupabridge.edge.start.StartRules;
import io.coupabridge.secrets.Sealer;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;

/** Has the keys of notifications follow their file, and keeps those that something is sealed with. */
@Singleton
class NotificationKeys {

    /** After the rules of the start, and before anything that needs the keys. */
    void start(
            @Observes @Priority(2) StartupEvent event,
            Instance<NotificationSecrets> secrets,
            Instance<SealedTargets> targets,
            KeysetWatch watch) {
        StartRules.orStop(() -> secrets.get().sealer().map(Sealer::keyset).ifPresent(keyset -> {
            keyset.checkBy((added, removed) -> targets.get().objection(removed));
            watch.watch(NotificationSecrets.SETTING, keyset, () -> targets.get().sealAgain());
        }));
    }
}
