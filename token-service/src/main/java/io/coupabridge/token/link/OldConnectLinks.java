package io.coupabridge.token.link;

import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import io.coupabridge.token.schedule.ScheduledWork;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Keeps the table of connect links small. */
@Singleton
class OldConnectLinks implements ScheduledWork {

    private final RecurringTask<Void> task;

    OldConnectLinks(ConnectLinks links) {
        this.task = Tasks.recurring("forget-old-connect-links", FixedDelay.of(Duration.ofHours(1)))
                .execute((instance, context) -> links.forgetOld());
    }

    @Override
    public Task<?> task() {
        return task;
    }
}
