package io.coupabridge.runtime.schedule;

import com.github.kagkarlsson.scheduler.ScheduledExecution;
import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.Execution;
import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.ExecutionContext;
import com.github.kagkarlsson.scheduler.task.ExecutionOperations;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.runtime.configuration.RuntimeConfig;
import io.coupabridge.runtime.ledger.Database;
import io.quarkus.arc.All;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;

/**
 * Gives tenants' streams to workers: one execution of a stream at a time over all replicas, under a lease whose loss
 * hands the stream to another replica.
 *
 * <p>Whoever has work for a stream asks for it in the transaction that stores the work ({@link #ask}) and nudges after the
 * commit ({@link #nudge}). A nudge may get lost; a look every second makes up for it.
 */
@ApplicationScoped
public class TenantScheduler {

    private static final Logger LOG = Logger.getLogger(TenantScheduler.class);

    /** Then the executions are interrupted, and have as long again. */
    private static final Duration SHUTDOWN_WAIT = Duration.ofSeconds(2);

    /** The share of the lease after which a worker gives up: earlier, a late heartbeat under load would be enough. */
    private static final double ALMOST_DEAD = 0.75;

    private final RuntimeConfig.Worker config;
    private final DataSource dataSource;
    private final Database database;
    private final WakeRequests wakeRequests;
    private final List<StreamWorker> workers;
    private final Clock clock;
    private final LeftToOthers leftToOthers;
    private final ScheduledExecutorService lookout = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "wake-up");
        thread.setDaemon(true);
        return thread;
    });
    private volatile Scheduler scheduler;

    TenantScheduler(
            RuntimeConfig config,
            DataSource dataSource,
            Database database,
            WakeRequests wakeRequests,
            @All List<StreamWorker> workers,
            Clock clock) {
        this.config = config.worker();
        this.dataSource = dataSource;
        this.database = database;
        this.wakeRequests = wakeRequests;
        this.workers = workers;
        this.clock = clock;
        this.leftToOthers = new LeftToOthers(clock);
    }

    /** Starts working; the ledger's tables must be there. */
    public void start() {
        List<Task<?>> tasks = new ArrayList<>();
        workers.forEach(worker -> tasks.add(task(worker)));
        Scheduler started = Scheduler.create(dataSource, tasks)
                .jdbcCustomization(leftToOthers)
                .threads(config.count())
                .pollUsingLockAndFetch(0.5, 1.0)
                .pollingInterval(config.heartbeat())
                .heartbeatInterval(config.heartbeat())
                .missedHeartbeatsLimit(4)
                .enablePriority()
                .enableImmediateExecution()
                .shutdownMaxWait(SHUTDOWN_WAIT)
                .build();
        started.start();
        scheduler = started;
        lookout.scheduleWithFixedDelay(this::lookForWakeRequests, 1, 1, TimeUnit.SECONDS);
    }

    /** Hands running executions back and stops; once. Takes up to four seconds, and longer while the database hangs. */
    public void stop() {
        lookout.shutdownNow();
        Scheduler current = scheduler;
        if (current != null && !current.getSchedulerState().isShuttingDown()) {
            current.stop();
        }
    }

    public boolean started() {
        return scheduler != null;
    }

    /** How many streams are being worked here. */
    public int busyWorkers() {
        return scheduler == null ? 0 : scheduler.getCurrentlyExecuting().size();
    }

    /** The streams that wait for a worker, over all replicas; not those that this one leaves to others. */
    public DueStreams dueStreams() {
        Instant now = clock.instant();
        return database.one(
                        "select count(*) as streams, min(execution_time) as oldest from scheduled_tasks"
                                + " where not picked and execution_time <= ?" + leftToOthers.condition(),
                        row -> new DueStreams(row.getLong("streams"), wait(Database.instant(row, "oldest"), now)),
                        now)
                .orElseThrow();
    }

    private static Duration wait(Instant since, Instant now) {
        return since == null ? Duration.ZERO : Duration.between(since, now);
    }

    /** Asks, within the caller's transaction, that the stream be worked; {@link #nudge} after the commit makes it prompt. */
    public void ask(TenantId tenant, String stream) {
        wakeRequests.ask(tenant, stream);
    }

    /** Makes a committed {@link #ask} take effect at once. Never fails: the look every second makes up for it. */
    public void nudge(TenantId tenant, String stream) {
        nudge(tenant, stream, clock.instant());
    }

    /** The same for work that has waited since then: unless the stream has its place in line already, it gets that one. */
    public void nudge(TenantId tenant, String stream, Instant since) {
        try {
            wake(tenant, stream, since);
        } catch (RuntimeException e) {
            LOG.debugf(e, "A nudge for %s of %s got lost.", stream, tenant);
        }
    }

    /**
     * Whether a stream that is woken now has to wait for a worker: others go before it, as many as there are workers here.
     * Asked by one who hands its own worker back.
     *
     * @param since as of {@link #nudge(TenantId, String, Instant)}
     */
    public boolean standsInLine(String stream, Instant since) {
        int workers = config.count() - busyWorkers() + 1;
        Instant place = since.minus(worker(stream).headStart());
        return database.query(
                                "select 1 from scheduled_tasks where task_name = ? and not picked and execution_time <= ?"
                                        + leftToOthers.condition() + " limit ?",
                                row -> 1,
                                stream,
                                place,
                                workers)
                        .size()
                >= workers;
    }

    private void lookForWakeRequests() {
        try {
            for (StreamWorker worker : workers) {
                wakeRequests.waiting(worker.stream()).forEach(tenant -> nudge(tenant, worker.stream()));
            }
        } catch (RuntimeException e) {
            LOG.debug("Could not look for wake requests.", e);
        }
    }

    private void wake(TenantId tenant, String stream, Instant since) {
        Scheduler current = scheduler;
        if (current == null) {
            return;
        }
        Instant now = clock.instant();
        StreamWorker worker = worker(stream);
        leftToOthers.takeAgain(stream, tenant);
        TaskInstance<Void> instance = new TaskInstance<>(stream, tenant.value(), () -> null, worker.priority());
        boolean fresh = current.scheduleIfNotExists(instance, since.minus(worker.headStart()));
        boolean advanced = !fresh
                && current.getScheduledExecution(instance)
                        .filter(planned -> isForLater(planned, now))
                        .isPresent()
                && current.reschedule(instance, now);
        if (fresh || advanced) {
            current.triggerCheckForDueExecutions();
        }
    }

    /**
     * One that runs looks for wake requests before it ends; one that is due keeps its place in line.
     *
     * <p>This look and the write that follows are two statements. A stream that puts itself in line in between is written
     * over: it loses its head start, once, and is in line all the same. The write also forgets the failures of a stream.
     * It cannot give one whose worker dies again and again its old place each time: {@link #revive} makes that due at once,
     * so it is not for later.
     */
    private static boolean isForLater(ScheduledExecution<?> planned, Instant now) {
        return !planned.isPicked() && planned.getExecutionTime().isAfter(now);
    }

    private StreamWorker worker(String stream) {
        return workers.stream()
                .filter(worker -> worker.stream().equals(stream))
                .findFirst()
                .orElseThrow();
    }

    private Task<Void> task(StreamWorker worker) {
        return Tasks.custom(worker.stream(), Void.class)
                .onDeadExecution(TenantScheduler::revive)
                .onFailure((complete, operations) ->
                        operations.reschedule(complete, clock.instant().plusSeconds(1)))
                .execute((instance, context) -> execute(worker, new TenantId(instance.getId()), context));
    }

    /** It keeps its place in line once: a tenant does not pay for a replica's death. The next time it may be the cause. */
    private static void revive(ExecutionComplete dead, ExecutionOperations<Void> operations) {
        Execution execution = dead.getExecution();
        operations.reschedule(dead, execution.consecutiveFailures == 0 ? execution.executionTime : dead.getTimeDone());
    }

    private CompletionHandler<Void> execute(StreamWorker worker, TenantId tenant, ExecutionContext context) {
        MDC.put("tenant", tenant.value());
        try {
            NextStep next = worker.work(tenant, new Signal(context));
            return (complete, operations) -> complete(worker, tenant, next, complete, operations);
        } finally {
            MDC.remove("tenant");
        }
    }

    private void complete(
            StreamWorker worker,
            TenantId tenant,
            NextStep next,
            ExecutionComplete complete,
            ExecutionOperations<Void> operations) {
        Instant now = clock.instant();
        if (next instanceof NextStep.Again again) {
            operations.reschedule(complete, now.minus(again.ahead()));
            scheduler.triggerCheckForDueExecutions();
        } else if (wakeRequests.waits(tenant, worker.stream())) {
            operations.reschedule(complete, now);
            scheduler.triggerCheckForDueExecutions();
        } else if (next instanceof NextStep.Elsewhere elsewhere) {
            leftToOthers.leave(worker.stream(), tenant, elsewhere.hereAgain());
            operations.reschedule(complete, complete.getExecution().executionTime);
        } else if (next instanceof NextStep.At at) {
            operations.reschedule(complete, at.instant().isAfter(now) ? at.instant() : now);
        } else {
            operations.remove();
        }
    }

    private final class Signal implements StopSignal {

        private final ExecutionContext context;

        Signal(ExecutionContext context) {
            this.context = context;
        }

        @Override
        public boolean stopped() {
            return context.getSchedulerState().isShuttingDown()
                    || context.getCurrentlyExecuting().getHeartbeatState().getFractionDead() >= ALMOST_DEAD;
        }

        @Override
        public boolean othersWait() {
            int free = config.count() - scheduler.getCurrentlyExecuting().size();
            if (free > config.count() / 2) {
                return false;
            }
            // so many of those that are due get a free worker in a moment
            int served = Math.max(0, free);
            return database.query(
                                    "select 1 from scheduled_tasks where not picked and execution_time <= ?"
                                            + leftToOthers.condition() + " limit ?",
                                    row -> 1,
                                    clock.instant(),
                                    served + 1)
                            .size()
                    > served;
        }
    }
}
