package io.coupabridge.console.schedule;

/**
 * What a page shows of one schedule, and the form to set it.
 *
 * @param words of the schedule that counts
 * @param defaultWords of the default
 */
record ScheduleCard(ScheduleView view, String words, String defaultWords, ScheduleForm form) {}
