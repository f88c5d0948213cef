package io.coupabridge.token.verification;

import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import io.coupabridge.token.schedule.ScheduledWork;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Looks every five minutes for refusals that are a day old. */
@Singleton
class OldRefusals implements ScheduledWork {

    private static final Duration EVERY = Duration.ofMinutes(5);

    private final RecurringTask<Void> task;

    OldRefusals(Rechecks rechecks) {
        this.task = Tasks.recurring("look-again-at-refusals", FixedDelay.of(EVERY))
                .execute((instance, context) -> rechecks.lookAgain());
    }

    @Override
    public Task<?> task() {
        return task;
    }
}
