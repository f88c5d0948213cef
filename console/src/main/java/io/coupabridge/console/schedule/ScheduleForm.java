package io.coupabridge.console.schedule;

import io.coupabridge.console.schedule.BadScheduleException.Part;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;

/**
 * The form of one schedule, as somebody fills it in.
 *
 * @param kind {@code DEFAULT}, {@code OFF}, {@code EVERY} or {@code CRON}
 * @param every of {@code EVERY}: a number
 * @param unit of {@code EVERY}: a {@link ChronoUnit}
 * @param zone of {@code CRON}
 * @param problem what is wrong with it; null when nothing is known to be
 */
record ScheduleForm(String kind, String every, String unit, String cron, String zone, BadScheduleException problem) {

    private static final List<ChronoUnit> UNITS =
            List.of(ChronoUnit.DAYS, ChronoUnit.HOURS, ChronoUnit.MINUTES, ChronoUnit.SECONDS);

    private static final ScheduleForm EMPTY =
            new ScheduleForm("DEFAULT", "1", ChronoUnit.DAYS.name(), "0 2 * * *", "UTC", null);

    /** That shows what is set. */
    static ScheduleForm of(ScheduleView view) {
        if (!view.own()) {
            return EMPTY;
        }
        if (view.schedule() instanceof TaskSchedule.Every every) {
            ChronoUnit unit = unit(every.interval());
            long number = every.interval().dividedBy(unit.getDuration());
            return new ScheduleForm("EVERY", Long.toString(number), unit.name(), EMPTY.cron, EMPTY.zone, null);
        }
        if (view.schedule() instanceof CronSchedule cron) {
            String zone = cron.zone().getId();
            return new ScheduleForm("CRON", EMPTY.every, EMPTY.unit, cron.cron(), zone, null);
        }
        // nothing is chosen of what cannot be read, so that nobody saves another by accident
        String kind = view.schedule().equals(TaskSchedule.OFF) ? "OFF" : "";
        return new ScheduleForm(kind, EMPTY.every, EMPTY.unit, EMPTY.cron, EMPTY.zone, null);
    }

    /**
     * @return null for the default
     * @throws BadScheduleException when it says no schedule
     */
    TaskSchedule read() {
        return switch (kind) {
            case "DEFAULT" -> null;
            case "OFF" -> TaskSchedule.OFF;
            case "EVERY" -> new TaskSchedule.Every(interval());
            case "CRON" -> CronSchedule.of(cron, zone);
            default -> throw new BadScheduleException(Part.KIND, "Choose when the task runs.");
        };
    }

    /** The same with what is wrong with it. */
    ScheduleForm with(BadScheduleException found) {
        return new ScheduleForm(kind, every, unit, cron, zone, found);
    }

    /** What is wrong with that part; null when nothing is known to be. Templates ask, and see public methods alone. */
    public String problemOf(String part) {
        return problem != null && problem.part().name().equals(part) ? problem.getMessage() : null;
    }

    /** Such as {@code every 6 hours}. */
    static String words(TaskSchedule schedule) {
        if (schedule instanceof TaskSchedule.Every every) {
            ChronoUnit unit = unit(every.interval());
            long number = every.interval().dividedBy(unit.getDuration());
            String name = unit.name().toLowerCase(Locale.ROOT);
            return number == 1 ? "every " + name.substring(0, name.length() - 1) : "every " + number + " " + name;
        }
        return schedule.text();
    }

    private Duration interval() {
        try {
            ChronoUnit chosen = ChronoUnit.valueOf(unit);
            if (UNITS.contains(chosen)) {
                return Duration.of(Long.parseLong(every.strip()), chosen);
            }
        } catch (IllegalArgumentException | ArithmeticException e) {
            // said below
        }
        throw new BadScheduleException(Part.EVERY, "Write a whole number, and choose minutes, hours or days.");
    }

    /** The largest that the interval is whole in. */
    private static ChronoUnit unit(Duration interval) {
        return UNITS.stream()
                .filter(unit -> interval.toSeconds() % unit.getDuration().toSeconds() == 0)
                .findFirst()
                .orElseThrow();
    }
}
