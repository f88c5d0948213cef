package io.coupabridge.console.schedule;

import io.coupabridge.contracts.Task;
import java.time.Instant;

/**
 * What people see of a schedule.
 *
 * @param schedule the one that counts
 * @param own whether somebody has set it for this tenant; else it is the default
 * @param nextDue the first time that is not done; in the past while it is late or paused; null when there is none
 * @param lastDue the last time for which a command was sent; null when none was
 * @param lastSent when that command was sent
 * @param lastSuccess when a run of this task was last complete, whoever asked for it; null when none is known
 * @param pausedBecause null when nothing stands in the way
 * @param pausedSince null when nothing stands in the way
 */
public record ScheduleView(
        Task task,
        TaskSchedule schedule,
        boolean own,
        Instant nextDue,
        Instant lastDue,
        Instant lastSent,
        Instant lastSuccess,
        PausedBecause pausedBecause,
        Instant pausedSince) {

    /** Of a tenant of whom nothing is known. */
    static ScheduleView nothingKnown(Task task, TaskSchedule byDefault) {
        return new ScheduleView(task, byDefault, false, null, null, null, null, null, null);
    }
}
