package io.coupabridge.token.verification;

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
import java.util.Optional;
import org.jboss.logging.MDC;

/** Runs verifications when they are due. */
@Singleton
class VerificationWork implements ScheduledWork {

    private static final Duration AFTER_A_FAULT = Duration.ofSeconds(5);

    private final Verification verification;
    private final CustomTask<VerificationData> task;

    VerificationWork(Verification verification) {
        this.verification = verification;
        this.task = Tasks.custom(Verifications.WORK)
                .onFailure(new FailureHandler.OnFailureRetryLater<>(AFTER_A_FAULT))
                .execute(this::run);
    }

    @Override
    public Task<?> task() {
        return task;
    }

    private CompletionHandler<VerificationData> run(TaskInstance<VerificationData> instance, ExecutionContext context) {
        String id = instance.getId();
        TenantId tenant = new TenantId(id.substring(0, id.indexOf('/')));
        MDC.put("tenant", tenant.value());
        // the same in each of its steps
        TraceParent.of(tenant + "/verification/" + instance.getData().number()).use();
        try {
            Optional<Next> next = verification.goOn(tenant, instance.getData());
            return next.<CompletionHandler<VerificationData>>map(
                            n -> (complete, operations) -> operations.reschedule(complete, n.at(), n.data()))
                    .orElseGet(CompletionHandler.OnCompleteRemove::new);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("The verification was interrupted and is done again.", e);
        } finally {
            MDC.remove("tenant");
            TraceParent.clear();
        }
    }
}
