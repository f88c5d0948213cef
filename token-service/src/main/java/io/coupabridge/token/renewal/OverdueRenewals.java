package io.coupabridge.token.renewal;

import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import io.coupabridge.token.mint.Tokens;
import io.coupabridge.token.schedule.ScheduledWork;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Looks every minute whether a renewal is due that nothing is scheduled for, and schedules it. */
@Singleton
class OverdueRenewals implements ScheduledWork {

    private static final Duration EVERY = Duration.ofMinutes(1);

    private final RecurringTask<Void> task;

    OverdueRenewals(Tokens tokens) {
        this.task = Tasks.recurring("schedule-overdue-renewals", FixedDelay.of(EVERY))
                .execute((instance, context) -> tokens.scheduleOverdue(EVERY));
    }

    @Override
    public Task<?> task() {
        return task;
    }
}
