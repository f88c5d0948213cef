package io.coupabridge.token.schedule;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.SchedulerClient.ScheduleOptions;
import com.github.kagkarlsson.scheduler.exceptions.ExecutionException;
import com.github.kagkarlsson.scheduler.exceptions.TaskInstanceCurrentlyExecutingException;
import com.github.kagkarlsson.scheduler.exceptions.TaskInstanceNotFoundException;
import com.github.kagkarlsson.scheduler.jdbc.JdbcCustomization;
import com.github.kagkarlsson.scheduler.jdbc.PostgreSqlJdbcCustomization;
import com.github.kagkarlsson.scheduler.serializer.JacksonSerializer;
import com.github.kagkarlsson.scheduler.task.Priority;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Work that is due at a time and survives this process: db-scheduler on this service's own database. What is scheduled in
 * a transaction is there when it is committed, and starts without waiting for the next look.
 */
@Singleton
public class Schedule {

    /** Named, since it cannot be found out while the database is down. */
    private static final JdbcCustomization POSTGRESQL = new PostgreSqlJdbcCustomization(false, false);

    /** What everything else waits for. */
    public static final int FIRST = Priority.HIGH;

    /** What somebody waits for. */
    public static final int SOON = (Priority.HIGH + Priority.MEDIUM) / 2;

    /** What can wait a little. */
    public static final int IN_TIME = Priority.MEDIUM;

    private static final Logger LOG = Logger.getLogger(Schedule.class);
    private static final int MOST_TRIES = 20;
    private static final int MISSED_HEARTBEATS = 4;

    /** Then the work is interrupted, and has as long again. */
    private static final Duration SHUTDOWN = Duration.ofMillis(2_500);

    private final SchedulerClient client;
    private final AgroalDataSource dataSource;
    private final ScheduleConfig config;
    private final InstantSource clock;
    private final AfterCommit afterCommit;
    private final Instance<ScheduledWork> work;
    private volatile Scheduler scheduler;

    Schedule(
            AgroalDataSource dataSource,
            ScheduleConfig config,
            InstantSource clock,
            AfterCommit afterCommit,
            Instance<ScheduledWork> work) {
        this.dataSource = dataSource;
        this.config = config;
        this.clock = clock;
        this.afterCommit = afterCommit;
        this.work = work;
        this.client = SchedulerClient.Builder.create(dataSource)
                .serializer(new JacksonSerializer())
                .jdbcCustomization(POSTGRESQL)
                .enablePriority()
                .build();
    }

    /**
     * Makes the work due at this time, whether it was scheduled or not. Work that is running decides for itself.
     *
     * @param priority of due work, the one with the higher is started first
     */
    public <T> void at(Instant due, TaskDescriptor<T> descriptor, String instanceId, T data, int priority) {
        TaskInstance<T> instance =
                descriptor.instance(instanceId).data(data).priority(priority).build();
        for (int tries = 1; !scheduled(instance, due, tries); tries++) {
            LOG.debugf("%s %s changed while it was scheduled.", instance.getTaskName(), instanceId);
        }
        afterCommit.run(this::look);
    }

    /** False when the work was scheduled, started or ended by somebody else between our look and our change. */
    private boolean scheduled(TaskInstance<?> instance, Instant due, int tries) {
        try {
            client.schedule(instance, due, ScheduleOptions.WHEN_EXISTS_RESCHEDULE);
            return true;
        } catch (TaskInstanceCurrentlyExecutingException e) {
            return true;
        } catch (TaskInstanceNotFoundException e) {
            // it was there, and was done in between
            client.scheduleIfNotExists(instance, due);
            return true;
        } catch (ExecutionException e) {
            if (tries == MOST_TRIES) {
                throw e;
            }
            return false;
        }
    }

    /** Starts working; the tables must be there. */
    public void start() {
        List<RecurringTask<?>> recurring = new ArrayList<>();
        List<Task<?>> others = new ArrayList<>();
        for (ScheduledWork kind : work) {
            if (kind.task() instanceof RecurringTask<?> task) {
                recurring.add(task);
            } else {
                others.add(kind.task());
            }
        }
        scheduler = Scheduler.create(dataSource, others)
                .startTasks(recurring)
                .serializer(new JacksonSerializer())
                .clock(clock::instant)
                .threads(config.threads())
                .pollingInterval(config.polling())
                .heartbeatInterval(config.heartbeat())
                .missedHeartbeatsLimit(MISSED_HEARTBEATS)
                .pollUsingLockAndFetch(0.5, 1.0)
                .enablePriority()
                .shutdownMaxWait(SHUTDOWN)
                .jdbcCustomization(POSTGRESQL)
                .build();
        scheduler.start();
    }

    /**
     * Lets the running work end, for five seconds; what is left is done again elsewhere. A database that hangs makes it longer.
     */
    public void stop() {
        Scheduler started = scheduler;
        if (started != null && !started.getSchedulerState().isShuttingDown()) {
            started.stop();
        }
    }

    private void look() {
        Scheduler started = scheduler;
        if (started != null) {
            started.triggerCheckForDueExecutions();
        }
    }
}
