package io.coupabridge.console.start;

import io.coupabridge.console.schedule.SchedulePolicy;
import io.coupabridge.console.schedule.SchedulesConfig;
import io.coupabridge.edge.keyset.KeysetWatch;
import io.coupabridge.edge.start.StartRules;
import io.coupabridge.secrets.EventVerifier;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;

/** What stops the start of the console. Every sentence names the setting and the way out. */
@Singleton
class ConsoleRules {

    /** Before anything else is made that would fail of the same, in other words. */
    void start(
            @Observes @Priority(1) StartupEvent event,
            StartRules shared,
            Instance<EventVerifier> events,
            Instance<SchedulePolicy> schedules,
            KeysetWatch watch) {
        StartRules.orStop(() -> {
            // a feature's settings need a place here
            shared.check(SchedulePolicy.settings(), ConsoleKeysets.class, SchedulesConfig.class);
            // fails with what is wrong with its settings
            schedules.get();
            // fails with what is wrong with the file
            EventVerifier verifier = events.get();
            // with none of the keys in use, every event would be passed
            verifier.keyset().keepAKey();
            watch.watch("coupabridge.keysets.event-verification", verifier.keyset(), () -> {});
        });
    }
}
