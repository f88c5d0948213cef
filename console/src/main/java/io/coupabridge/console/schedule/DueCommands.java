package io.coupabridge.console.schedule;

import io.coupabridge.console.command.CommandSender;
import io.coupabridge.contracts.RunMode;
import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TaskCommand;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.KafkaException;
import org.jboss.logging.Logger;

/**
 * Sends the commands that are due: first to Kafka, then it stores that they are sent. Whatever dies in between, the command
 * of a due time is sent again with the same id, which a task service takes once. Of several times that were missed only the
 * last is sent.
 */
@Singleton
class DueCommands {

    private static final Logger LOG = Logger.getLogger(DueCommands.class);
    private static final int MOST_AT_ONCE = 200;
    private static final Duration HELD = Duration.ofMinutes(1);
    private static final String REQUESTED_BY = "schedule";

    private final ScheduleTable table;
    private final SchedulePolicy policy;
    private final EarlierRuns runs;
    private final CommandSender sender;
    private final ScheduleMetrics metrics;
    private final Clock clock;

    /** Whose default counts everywhere; settings change with a restart alone. */
    private final Set<Task> replanned = ConcurrentHashMap.newKeySet();

    /** Whose topic takes no commands, so that the log says so once. */
    private final Set<Task> waiting = ConcurrentHashMap.newKeySet();

    DueCommands(
            ScheduleTable table,
            SchedulePolicy policy,
            EarlierRuns runs,
            CommandSender sender,
            ScheduleMetrics metrics,
            Clock clock) {
        this.table = table;
        this.policy = policy;
        this.runs = runs;
        this.sender = sender;
        this.metrics = metrics;
        this.clock = clock;
    }

    /** Sends a bounded number of each task; what is left is found by the next look. */
    void send(BooleanSupplier stopped) {
        for (Task task : Task.all()) {
            replan(task);
            send(table.toLookAt(task, clock.instant(), MOST_AT_ONCE), task, stopped);
        }
    }

    /** A default that has changed with the settings counts from now on. */
    private void replan(Task task) {
        if (replanned.contains(task)) {
            return;
        }
        TaskSchedule schedule = policy.defaultOf(task);
        Instant now = clock.instant();
        List<ScheduleRow> rows = table.plannedByAnother(task, schedule, MOST_AT_ONCE);
        for (ScheduleRow row : rows) {
            table.plan(row.key(), schedule, schedule.after(now, row.key()));
        }
        if (rows.isEmpty()) {
            replanned.add(task);
        }
    }

    private void send(List<ScheduleRow> rows, Task task, BooleanSupplier stopped) {
        try {
            for (ScheduleRow row : rows) {
                if (stopped.getAsBoolean()) {
                    return;
                }
                send(row);
                if (waiting.remove(task)) {
                    LOG.infof("Kafka takes scheduled commands of %s again.", task);
                }
            }
        } catch (KafkaException e) {
            // the other tasks have topics of their own, which may take commands
            if (waiting.add(task)) {
                LOG.warnf("Scheduled commands of %s wait for Kafka: %s", task, e.getMessage());
            }
        }
    }

    private void send(ScheduleRow row) {
        ScheduleKey key = row.key();
        Instant now = clock.instant();
        TaskSchedule schedule = policy.of(row);
        boolean readable = !schedule.equals(TaskSchedule.UNREADABLE);
        if (!readable || runs.oneWaits(key, now)) {
            PausedBecause because = readable ? PausedBecause.EARLIER_RUN_WAITS : PausedBecause.SCHEDULE_UNREADABLE;
            table.hold(row, because, now, now.plus(HELD));
            return;
        }
        Instant due = due(schedule, row, now);
        sender.send(command(key, due, policy.mode(runs.lastFull(key), due)));
        table.sent(row, due, clock.instant(), schedule.after(due, key));
        metrics.sent(key.task(), Duration.between(due, clock.instant()));
    }

    /** The last time that has come. */
    static Instant due(TaskSchedule schedule, ScheduleRow row, Instant now) {
        return schedule.latest(now, row.key())
                .filter(latest -> latest.isAfter(row.nextDue()))
                .orElse(row.nextDue());
    }

    /** The same at every try, whoever makes it; but a try that comes later may be full. */
    static TaskCommand command(ScheduleKey key, Instant due, RunMode mode) {
        return new TaskCommand(
                TaskCommand.Kind.RUN,
                key.commandId(due),
                key.tenant(),
                key.task(),
                mode,
                null,
                null,
                null,
                null,
                REQUESTED_BY,
                due);
    }
}
