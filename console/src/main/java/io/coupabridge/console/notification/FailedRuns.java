package io.coupabridge.console.notification;

import io.coupabridge.console.run.RunChange;
import io.coupabridge.contracts.ErrorCode;
import io.coupabridge.contracts.TaskEvent;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** Tells of each run that has failed. */
@Singleton
class FailedRuns {

    private final Event<Notice> notices;

    FailedRuns(Event<Notice> notices) {
        this.notices = notices;
    }

    void follow(@Observes RunChange change) {
        TaskEvent event = change.event();
        if (event.type() == TaskEvent.Type.FAILED) {
            notices.fire(new Notice(
                    Notice.Kind.RUN_FAILED,
                    event.tenantId(),
                    event.task(),
                    code(event),
                    event.commandId(),
                    event.at()));
        }
    }

    private static String code(TaskEvent event) {
        ErrorCode code = event.failure() == null ? null : event.failure().code();
        return code == null ? ErrorCode.UNKNOWN.name() : code.name();
    }
}
