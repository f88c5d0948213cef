package io.coupabridge.token.rejection;

import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import io.coupabridge.token.schedule.ScheduledWork;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Keeps the table of rejections small. */
@Singleton
class OldRejections implements ScheduledWork {

    private final RecurringTask<Void> task;

    OldRejections(Rejections rejections) {
        this.task = Tasks.recurring("forget-old-rejections", FixedDelay.of(Duration.ofHours(1)))
                .execute((instance, context) -> rejections.forgetOld());
    }

    @Override
    public Task<?> task() {
        return task;
    }
}
