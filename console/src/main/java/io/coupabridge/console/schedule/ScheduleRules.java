package io.coupabridge.console.schedule;

import io.coupabridge.edge.start.StartRules;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;

/** Stops the start of a console whose settings of schedules will not do. */
@Singleton
class ScheduleRules {

    void start(@Observes @Priority(2) StartupEvent event, Instance<SchedulePolicy> policy) {
        StartRules.orStop(policy::get);
    }
}
