package io.coupabridge.console.schedule;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** When a task of a tenant is due. Its text is what settings and the database hold. Immutable. */
public sealed interface TaskSchedule
        permits TaskSchedule.Off, TaskSchedule.Unreadable, TaskSchedule.Every, CronSchedule {

    /** How texts of cron schedules begin. */
    String CRON = "cron ";

    /** How texts of intervals begin. */
    String EVERY = "every ";

    TaskSchedule OFF = new Off();

    TaskSchedule UNREADABLE = new Unreadable();

    /** The first time after this instant; empty when there is none. */
    Optional<Instant> after(Instant instant, ScheduleKey key);

    /** The last time at or before this instant; empty when there is none. */
    Optional<Instant> latest(Instant instant, ScheduleKey key);

    /** Such as {@code off}, {@code every PT6H} or {@code cron 0 2 * * * Europe/Berlin}. */
    String text();

    /**
     * Reads a {@link #text}.
     *
     * @throws BadScheduleException when it is none
     */
    static TaskSchedule parse(String text) {
        if (text.equals(OFF.text())) {
            return OFF;
        }
        if (text.startsWith(EVERY)) {
            return every(text.substring(EVERY.length()));
        }
        int zone = text.lastIndexOf(' ');
        if (text.startsWith(CRON) && zone > CRON.length()) {
            return CronSchedule.of(text.substring(CRON.length(), zone), text.substring(zone + 1));
        }
        throw new BadScheduleException(
                BadScheduleException.Part.KIND,
                "Write a schedule as off, as every PT6H or as cron 0 2 * * * Europe/Berlin.");
    }

    /**
     * Reads what was stored, by whatever version: of a text that this one cannot read it makes {@link #UNREADABLE}, so that
     * it stands in the way of nobody else.
     */
    static TaskSchedule stored(String text) {
        try {
            return parse(text);
        } catch (BadScheduleException e) {
            return UNREADABLE;
        }
    }

    private static Every every(String interval) {
        try {
            return new Every(Duration.parse(interval));
        } catch (DateTimeException e) {
            throw new BadScheduleException(
                    BadScheduleException.Part.EVERY, "Write the interval as an ISO duration, such as PT6H or P1D.");
        }
    }

    /** Never. */
    record Off() implements TaskSchedule {

        @Override
        public Optional<Instant> after(Instant instant, ScheduleKey key) {
            return Optional.empty();
        }

        @Override
        public Optional<Instant> latest(Instant instant, ScheduleKey key) {
            return Optional.empty();
        }

        @Override
        public String text() {
            return "off";
        }
    }

    /** Set by a version that knows more, or in a zone that this Java does not know. Its own text stays in the database. */
    record Unreadable() implements TaskSchedule {

        @Override
        public Optional<Instant> after(Instant instant, ScheduleKey key) {
            return Optional.empty();
        }

        @Override
        public Optional<Instant> latest(Instant instant, ScheduleKey key) {
            return Optional.empty();
        }

        @Override
        public String text() {
            return "unreadable";
        }
    }

    /**
     * Once in each interval, the intervals counted from 1970. Where in it differs from tenant to tenant, so that not all are
     * due at once.
     *
     * @param interval whole seconds, up to 31 days
     */
    record Every(Duration interval) implements TaskSchedule {

        private static final Duration LONGEST = Duration.ofDays(31);

        /** @throws BadScheduleException when there is no such interval */
        public Every {
            if (interval.compareTo(Duration.ofSeconds(1)) < 0
                    || interval.compareTo(LONGEST) > 0
                    || interval.getNano() != 0) {
                throw new BadScheduleException(
                        BadScheduleException.Part.EVERY, "An interval is whole seconds and at most 31 days.");
            }
        }

        @Override
        public Optional<Instant> after(Instant instant, ScheduleKey key) {
            return latest(instant, key).map(interval::addTo).map(Instant::from);
        }

        @Override
        public Optional<Instant> latest(Instant instant, ScheduleKey key) {
            long seconds = interval.toSeconds();
            long phase = key.phase(seconds);
            long count = Math.floorDiv(instant.getEpochSecond() - phase, seconds);
            return Optional.of(Instant.ofEpochSecond(count * seconds + phase));
        }

        @Override
        public String text() {
            return EVERY + interval;
        }
    }
}
