package io.coupabridge.console.schedule;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.jdbc.PostgreSqlJdbcCustomization;
import com.github.kagkarlsson.scheduler.task.ExecutionContext;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import io.coupabridge.console.projection.Projections;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import javax.sql.DataSource;

/**
 * Looks at what is due once a second, in one of the replicas at a time. When that one dies, another goes on within ten
 * seconds.
 */
@Singleton
public class ScheduleRunner {

    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration HEARTBEAT = Duration.ofSeconds(2);
    private static final int MISSED_HEARTBEATS = 4;

    /** Then the look is interrupted, and has as long again. */
    private static final Duration SHUTDOWN = Duration.ofSeconds(2);

    private final DataSource dataSource;
    private final DueCommands commands;
    private final Projections projections;
    private final ScheduleMetrics metrics;
    private final Clock clock;
    private volatile Scheduler scheduler;

    ScheduleRunner(
            DataSource dataSource,
            DueCommands commands,
            Projections projections,
            ScheduleMetrics metrics,
            Clock clock) {
        this.dataSource = dataSource;
        this.commands = commands;
        this.projections = projections;
        this.metrics = metrics;
        this.clock = clock;
    }

    /** Starts; the tables must be there. */
    public void start() {
        RecurringTask<Void> look =
                Tasks.recurring("due-schedules", FixedDelay.of(LOOK)).execute((instance, context) -> look(context));
        Scheduler started = Scheduler.create(dataSource)
                .startTasks(look)
                .clock(clock::instant)
                .threads(1)
                .pollingInterval(LOOK)
                .heartbeatInterval(HEARTBEAT)
                .missedHeartbeatsLimit(MISSED_HEARTBEATS)
                .shutdownMaxWait(SHUTDOWN)
                // named, since it cannot be found out while the database is down
                .jdbcCustomization(new PostgreSqlJdbcCustomization(false, false))
                .build();
        started.start();
        scheduler = started;
        metrics.start();
    }

    /** Lets the look that is under way end, for four seconds. */
    public void stop() {
        metrics.stop();
        Scheduler started = scheduler;
        if (started != null && !started.getSchedulerState().isShuttingDown()) {
            started.stop();
        }
    }

    private void look(ExecutionContext context) {
        // a connection that has ended while the console was down must not be asked anything
        if (projections.caughtUp()) {
            commands.send(() -> context.getSchedulerState().isShuttingDown());
        }
    }
}
