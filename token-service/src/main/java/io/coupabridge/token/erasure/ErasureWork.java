package io.coupabridge.token.erasure;

import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.ExecutionContext;
import com.github.kagkarlsson.scheduler.task.FailureHandler;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.CustomTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.edge.trace.TraceParent;
import io.coupabridge.token.schedule.ScheduledWork;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jboss.logging.MDC;

/** Takes erasures further until they are done, whatever died in between. */
@Singleton
class ErasureWork implements ScheduledWork {

    private static final Duration AFTER_A_FAULT = Duration.ofSeconds(5);

    private final Erasures erasures;
    private final CustomTask<Void> task;

    ErasureWork(Erasures erasures) {
        this.erasures = erasures;
        this.task = Tasks.custom(ErasureSchedule.WORK)
                .onFailure(new FailureHandler.OnFailureRetryLater<>(AFTER_A_FAULT))
                .execute(this::run);
    }

    @Override
    public Task<?> task() {
        return task;
    }

    private CompletionHandler<Void> run(TaskInstance<Void> instance, ExecutionContext context) {
        MDC.put("tenant", instance.getId());
        TraceParent.fresh().use();
        try {
            Optional<Instant> again = erasures.goOn(new TenantId(instance.getId()));
            return again.<CompletionHandler<Void>>map(
                            at -> (complete, operations) -> operations.reschedule(complete, at))
                    .orElseGet(CompletionHandler.OnCompleteRemove::new);
        } finally {
            MDC.remove("tenant");
            TraceParent.clear();
        }
    }
}
