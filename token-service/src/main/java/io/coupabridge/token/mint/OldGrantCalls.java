package io.coupabridge.token.mint;

import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import io.coupabridge.token.schedule.ScheduledWork;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Keeps the log of grant calls small. */
@Singleton
class OldGrantCalls implements ScheduledWork {

    private final RecurringTask<Void> task;

    OldGrantCalls(GrantCalls calls) {
        this.task = Tasks.recurring("forget-old-grant-calls", FixedDelay.of(Duration.ofHours(1)))
                .execute((instance, context) -> calls.forgetOld());
    }

    @Override
    public Task<?> task() {
        return task;
    }
}
