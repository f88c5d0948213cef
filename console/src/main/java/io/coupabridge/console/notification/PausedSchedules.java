package io.coupabridge.console.notification;

import io.coupabridge.console.schedule.PausedBecause;
import io.coupabridge.console.schedule.SchedulePaused;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Set;

/** Tells of schedules that something stands in the way of, other than a wish or a verification that goes on. */
@Singleton
class PausedSchedules {

    private static final Set<PausedBecause> NO_NEWS = Set.of(
            PausedBecause.NOT_WANTED,
            PausedBecause.DISCONNECTED,
            PausedBecause.CONNECTION_PENDING,
            PausedBecause.NOT_VERIFIED);

    private final Event<Notice> notices;

    PausedSchedules(Event<Notice> notices) {
        this.notices = notices;
    }

    void follow(@Observes SchedulePaused pause) {
        if (!NO_NEWS.contains(pause.because())) {
            notices.fire(Notice.schedulePaused(
                    pause.key().tenant(), pause.key().task(), pause.because().name(), pause.since()));
        }
    }
}
