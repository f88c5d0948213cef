package io.coupabridge.console.schedule;

import java.time.Instant;

/**
 * A schedule that worked is paused, or paused for another reason than before. Fired as a CDI event, within the transaction
 * that stores it.
 */
public record SchedulePaused(ScheduleKey key, PausedBecause because, Instant since) {}
