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

    List<Step> steps() {
        return List.of(
                new Step("the end of old runs", oldRuns::start),
                new Step("the schedules", schedules::start),
                new Step("the sending of notices", notifications::start));
    }

    void stop() {
        oldRuns.stop();
        schedules.stop();
        notifications.stop();
    }
}
