package io.coupabridge.token.renewal;

import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.ExecutionContext;
import com.github.kagkarlsson.scheduler.task.FailureHandler;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.CustomTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.edge.trace.TraceParent;
import io.coupabridge.token.mint.Renewals;
import io.coupabridge.token.schedule.ScheduledWork;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jboss.logging.MDC;

/** Renews tokens when they are due. */
@Singleton
class RenewalWork implements ScheduledWork {

    private static final Duration AFTER_A_FAULT = Duration.ofSeconds(5);

    private final Renewal renewal;
    private final CustomTask<Void> task;

    RenewalWork(Renewal renewal) {
        this.renewal = renewal;
        this.task = Tasks.custom(Renewals.WORK)
                .onFailure(new FailureHandler.OnFailureRetryLater<>(AFTER_A_FAULT))
                .execute(this::run);
    }

    @Override
    public Task<?> task() {
        return task;
    }

    private CompletionHandler<Void> run(TaskInstance<Void> instance, ExecutionContext context) {
        TenantId tenant = Renewals.tenant(instance.getId());
        MDC.put("tenant", tenant.value());
        TraceParent.fresh().use();
        try {
            Optional<Instant> next = renewal.renew(tenant, Renewals.task(instance.getId()));
            return next.<CompletionHandler<Void>>map(
                            due -> (complete, operations) -> operations.reschedule(complete, due))
                    .orElseGet(CompletionHandler.OnCompleteRemove::new);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("The renewal was interrupted and is done again.", e);
        } finally {
            MDC.remove("tenant");
            TraceParent.clear();
        }
    }
}
