package io.coupabridge.console.schedule;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import io.coupabridge.console.schedule.BadScheduleException.Part;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.zone.ZoneOffsetTransition;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The times of a cron in a zone. A time that the zone's clock skips is due when the clock jumps; one that the clock shows
 * twice is due the first time. So a daily cron is due once on every day.
 *
 * <p>The library works out times on a clock that never jumps; what becomes of them in the zone is decided here. On its own
 * it leaves out the time of a daily cron that the clock skips.
 *
 * @param cron five fields: minute, hour, day of month, month, day of week; single blanks between them
 */
public record CronSchedule(String cron, ZoneId zone) implements TaskSchedule {

    private static final CronParser PARSER = new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));

    /** Without this, the library would take two crons with bars between them. */
    private static final Pattern FIELDS = Pattern.compile("[0-9A-Za-z*,/-]+( [0-9A-Za-z*,/-]+){4}");

    private static final int LONGEST = 100;

    /** From where a cron is looked at that is not asked for a time: what is said of it must not change with the day. */
    private static final LocalDateTime ANY_DAY = LocalDateTime.of(2000, 1, 1, 0, 0);

    /** So many times are enough to see two neighbouring days of any cron that is not refused before. */
    private static final int TIMES_COMPARED = 200;

    /** @throws BadScheduleException when there is no such cron or zone, or none that is ever due */
    static CronSchedule of(String cron, String zone) {
        String fields = cron.strip().replaceAll("\\s+", " ");
        CronSchedule schedule = new CronSchedule(fields, zone(zone.strip()));
        ExecutionTime clock = schedule.wallClock()
                .orElseThrow(
                        () -> new BadScheduleException(
                                Part.CRON,
                                "A cron has five fields: minute, hour, day of month, month, day of week. 0 2 * * * is every day at 2."));
        if (next(clock, ANY_DAY).isEmpty()) {
            throw new BadScheduleException(Part.CRON, "This cron is never due: no month has such a day.");
        }
        return schedule;
    }

    private static ZoneId zone(String name) {
        // not ZoneId.of alone: it also takes offsets, of which nobody knows what they do in summer
        if (!ZoneId.getAvailableZoneIds().contains(name)) {
            throw new BadScheduleException(
                    Part.ZONE, "There is no time zone of this name. Write one such as Europe/Berlin or UTC.");
        }
        return ZoneId.of(name);
    }

    @Override
    public Optional<Instant> after(Instant instant, ScheduleKey key) {
        ExecutionTime clock = wallClock().orElseThrow();
        Optional<LocalDateTime> time = next(clock, LocalDateTime.ofInstant(instant, zone));
        // in an hour that comes twice, times of the clock lie behind us that come later on the clock
        while (time.isPresent() && !instant(time.get()).isAfter(instant)) {
            time = next(clock, time.get());
        }
        return time.map(this::instant);
    }

    @Override
    public Optional<Instant> latest(Instant instant, ScheduleKey key) {
        ExecutionTime clock = wallClock().orElseThrow();
        Optional<LocalDateTime> time = last(clock, LocalDateTime.ofInstant(instant, zone));
        while (time.isPresent()) {
            Optional<LocalDateTime> later = next(clock, time.get());
            if (later.isEmpty() || instant(later.get()).isAfter(instant)) {
                break;
            }
            time = later;
        }
        return time.map(this::instant);
    }

    @Override
    public String text() {
        return CRON + cron + " " + zone;
    }

    /** The shortest time from one to the next, on a clock that never jumps. */
    Duration shortestInterval() {
        Duration shortest = Duration.ofDays(365);
        ExecutionTime clock = wallClock().orElseThrow();
        Optional<LocalDateTime> before = next(clock, ANY_DAY);
        for (int i = 0; i < TIMES_COMPARED && before.isPresent(); i++) {
            Optional<LocalDateTime> after = next(clock, before.get());
            if (after.isPresent()) {
                Duration between = Duration.between(before.get(), after.get());
                shortest = between.compareTo(shortest) < 0 ? between : shortest;
            }
            before = after;
        }
        return shortest;
    }

    private Instant instant(LocalDateTime time) {
        ZoneOffsetTransition jump = zone.getRules().getTransition(time);
        return jump != null && jump.isGap()
                ? jump.getInstant()
                : ZonedDateTime.ofLocal(time, zone, null).toInstant();
    }

    private static Optional<LocalDateTime> next(ExecutionTime clock, LocalDateTime time) {
        return clock.nextExecution(time.atZone(ZoneOffset.UTC)).map(ZonedDateTime::toLocalDateTime);
    }

    /** At or before that time. */
    private static Optional<LocalDateTime> last(ExecutionTime clock, LocalDateTime time) {
        return clock.lastExecution(time.plusSeconds(1).atZone(ZoneOffset.UTC)).map(ZonedDateTime::toLocalDateTime);
    }

    /** Empty when it is no cron. */
    private Optional<ExecutionTime> wallClock() {
        if (cron.length() > LONGEST || !FIELDS.matcher(cron).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(ExecutionTime.forCron(PARSER.parse(cron)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
