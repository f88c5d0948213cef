package io.coupabridge.console.schedule;

import io.coupabridge.console.database.ConsoleDatabase;
import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TenantId;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The rows of schedules. Thread-safe. */
@Singleton
class ScheduleTable {

    private static final String COLUMNS = "select tenant, task, own, granted_at, next_due from task_schedule";

    /** What does not end by an event, but is looked at again and again. */
    private static final String[] HOLDING = {
        PausedBecause.EARLIER_RUN_WAITS.name(), PausedBecause.SCHEDULE_UNREADABLE.name()
    };

    private final ConsoleDatabase database;

    ScheduleTable(ConsoleDatabase database) {
        this.database = database;
    }

    /**
     * How much is late.
     *
     * @param due schedules whose time has come and for which nothing was sent
     * @param longest how long ago the first of these times was
     * @param paused schedules that something stands in the way of, though they once worked
     */
    record Backlog(long due, Duration longest, long paused) {}

    /** Makes a row, unless there is one. */
    void add(ScheduleKey key) {
        database.update(
                "insert into task_schedule (tenant, task) values (?, ?) on conflict do nothing",
                key.tenant().value(),
                key.task().name());
    }

    /** The row, kept from others until the transaction ends. */
    Optional<ScheduleRow> lock(ScheduleKey key) {
        return database.one(
                COLUMNS + " where tenant = ? and task = ? for update",
                ScheduleTable::row,
                key.tenant().value(),
                key.task().name());
    }

    /** @return false when it was paused for this reason already */
    boolean pause(ScheduleKey key, PausedBecause because, Instant since) {
        return database.update(
                        """
                        update task_schedule set paused_because = ?, paused_since = ?, look_at = null
                        where tenant = ? and task = ? and paused_because is distinct from ?
                        """, because, since, key.tenant().value(), key.task().name(), because)
                == 1;
    }

    /** What was missed meanwhile is late now. */
    void resume(ScheduleKey key) {
        database.update("""
                update task_schedule set paused_because = null, paused_since = null, look_at = next_due
                where tenant = ? and task = ? and paused_because is not null
                """, key.tenant().value(), key.task().name());
    }

    void grant(ScheduleKey key, Instant at) {
        database.update(
                "update task_schedule set granted_at = ? where tenant = ? and task = ?",
                at,
                key.tenant().value(),
                key.task().name());
    }

    /** @param own null for the default */
    void set(ScheduleKey key, TaskSchedule own) {
        database.update(
                "update task_schedule set own = ? where tenant = ? and task = ?",
                own == null ? null : own.text(),
                key.tenant().value(),
                key.task().name());
    }

    /**
     * Says when it is due next. What only {@link #hold holds} it back is found out again then.
     *
     * @param schedule of which it is a time
     */
    void plan(ScheduleKey key, TaskSchedule schedule, Optional<Instant> nextDue) {
        database.update(
                """
                update task_schedule set planned_by = ?, next_due = ?,
                    look_at = case when paused_because is null or paused_because = any (?) then ?::timestamptz end,
                    paused_since = case when paused_because = any (?) then null else paused_since end,
                    paused_because = case when paused_because = any (?) then null else paused_because end
                where tenant = ? and task = ?
                """,
                schedule.text(),
                nextDue.orElse(null),
                HOLDING,
                nextDue.orElse(null),
                HOLDING,
                HOLDING,
                key.tenant().value(),
                key.task().name());
    }

    /** Those of the task that are to be looked at, the one that has waited longest first. */
    List<ScheduleRow> toLookAt(Task task, Instant now, int most) {
        return database.query(
                COLUMNS + " where task = ? and look_at <= ? order by look_at limit ?",
                ScheduleTable::row,
                task.name(),
                now,
                most);
    }

    /**
     * Looks again later, and says why. What somebody has set since it was looked at stays.
     *
     * @param row as it was looked at
     */
    void hold(ScheduleRow row, PausedBecause because, Instant now, Instant again) {
        database.update(
                """
                update task_schedule set paused_because = ?, look_at = ?,
                    paused_since = case when paused_because = ? then paused_since else ? end
                where tenant = ? and task = ? and look_at is not null and next_due = ?
                """,
                because,
                again,
                because,
                now,
                row.key().tenant().value(),
                row.key().task().name(),
                row.nextDue());
    }

    /**
     * The command of a due time was sent. What somebody has set or found out since it was looked at stays.
     *
     * @param row as it was looked at
     * @param next after the due time
     */
    void sent(ScheduleRow row, Instant due, Instant at, Optional<Instant> next) {
        ScheduleKey key = row.key();
        database.inTransaction(() -> {
            database.update(
                    """
                    update task_schedule set last_due = ?, last_sent = ?, last_command = ?
                    where tenant = ? and task = ? and (last_due is null or last_due < ?)
                    """,
                    due,
                    at,
                    key.commandId(due),
                    key.tenant().value(),
                    key.task().name(),
                    due);
            return moveOn(row, next);
        });
    }

    private int moveOn(ScheduleRow row, Optional<Instant> next) {
        return database.update(
                """
                update task_schedule set next_due = ?,
                    look_at = case when look_at is not null then ?::timestamptz end,
                    paused_because = case when look_at is null then paused_because end,
                    paused_since = case when look_at is null then paused_since end
                where tenant = ? and task = ? and next_due = ?
                """,
                next.orElse(null),
                next.orElse(null),
                row.key().tenant().value(),
                row.key().task().name(),
                row.nextDue());
    }

    /** Those without a schedule of their own that were planned by another default than this. */
    List<ScheduleRow> plannedByAnother(Task task, TaskSchedule schedule, int most) {
        return database.query(
                COLUMNS + " where task = ? and own is null and planned_by <> ? limit ?",
                ScheduleTable::row,
                task.name(),
                schedule.text(),
                most);
    }

    Backlog backlog(Instant now) {
        return database.one(
                        """
                        select count(*) filter (where look_at <= ?) as due,
                            min(next_due) filter (where look_at <= ?) as first,
                            count(*) filter (where paused_because is not null and granted_at is not null) as paused
                        from task_schedule
                        """,
                        row -> {
                            Instant first = ConsoleDatabase.instant(row, "first");
                            return new Backlog(
                                    row.getLong("due"),
                                    first == null ? Duration.ZERO : Duration.between(first, now),
                                    row.getLong("paused"));
                        },
                        now,
                        now)
                .orElseThrow();
    }

    Optional<ScheduleView> view(ScheduleKey key, TaskSchedule byDefault) {
        return database.one(
                """
                select s.*, o.succeeded_at from task_schedule s
                    left join task_outcome o on o.tenant = s.tenant and o.task = s.task
                where s.tenant = ? and s.task = ?
                """,
                row -> view(row, key.task(), byDefault),
                key.tenant().value(),
                key.task().name());
    }

    void forget(TenantId tenant) {
        database.update("delete from task_schedule where tenant = ?", tenant.value());
    }

    private static ScheduleRow row(ResultSet row) throws SQLException {
        return new ScheduleRow(
                new ScheduleKey(new TenantId(row.getString("tenant")), Task.of(row.getString("task"))),
                own(row),
                ConsoleDatabase.instant(row, "granted_at"),
                ConsoleDatabase.instant(row, "next_due"));
    }

    private static ScheduleView view(ResultSet row, Task task, TaskSchedule byDefault) throws SQLException {
        TaskSchedule own = own(row);
        return new ScheduleView(
                task,
                own == null ? byDefault : own,
                own != null,
                ConsoleDatabase.instant(row, "next_due"),
                ConsoleDatabase.instant(row, "last_due"),
                ConsoleDatabase.instant(row, "last_sent"),
                ConsoleDatabase.instant(row, "succeeded_at"),
                pausedBecause(row, own),
                ConsoleDatabase.instant(row, "paused_since"));
    }

    /** One that cannot be read says so before it is due. */
    private static PausedBecause pausedBecause(ResultSet row, TaskSchedule own) throws SQLException {
        String because = row.getString("paused_because");
        if (because == null) {
            return TaskSchedule.UNREADABLE.equals(own) ? PausedBecause.SCHEDULE_UNREADABLE : null;
        }
        return PausedBecause.valueOf(because);
    }

    private static TaskSchedule own(ResultSet row) throws SQLException {
        String text = row.getString("own");
        return text == null ? null : TaskSchedule.stored(text);
    }
}
