package io.coupabridge.console.start;

import io.coupabridge.console.notification.Notifications;
import io.coupabridge.console.run.OldRuns;
import io.coupabridge.console.schedule.ScheduleRunner;
import io.coupabridge.edge.start.BackgroundStart.Step;
import jakarta.inject.Singleton;
import java.util.List;

/** What features do by themselves, once the tables are there. */
@Singleton
class ConsoleWork {

    private final OldRuns oldRuns;
    private final ScheduleRunner schedules;
    private final Notifications notifications;

    ConsoleWork(OldRuns oldRuns, ScheduleRunner schedules, Notifications notifications) {
        this.oldRuns = oldRuns;
        this.schedules = schedules;
        this.notifications = notifications;
    }

    /** What goes on while Kafka is down. */
    List<Step> onDatabase() {
        return List.of(
                new Step("the end of old runs", oldRuns::start),
                new Step("the sending of notices", notifications::start));
    }

    List<Step> onKafka() {
        return List.of(new Step("the schedules", schedules::start));
    }

    void stop() {
        oldRuns.stop();
        schedules.stop();
        notifications.stop();
    }
}
