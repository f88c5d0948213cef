package io.coupabridge.console.schedule;

import java.time.Instant;

/**
 * What is known of a schedule that is looked at.
 *
 * @param own null for the default
 * @param grantedAt when the task was first granted; null when never
 * @param nextDue the first time that is not done; null when there is none
 */
record ScheduleRow(ScheduleKey key, TaskSchedule own, Instant grantedAt, Instant nextDue) {}
