package io.coupabridge.console.schedule;

import io.coupabridge.console.schedule.BadScheduleException.Part;
import io.coupabridge.contracts.RunMode;
import io.coupabridge.contracts.Task;
import io.coupabridge.edge.start.StartRules;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.Config;

/** What the installation's settings say about schedules. Immutable. */
@Singleton
public class SchedulePolicy {

    private static final Duration LONGEST_FULL = Duration.ofDays(30);

    /** Of a task without a setting. */
    private static final TaskSchedule USUAL = new TaskSchedule.Every(Duration.ofDays(1));

    private final Duration minimum;
    private final Duration fullEvery;
    private final Map<Task, TaskSchedule> defaults = new LinkedHashMap<>();

    /** @throws IllegalStateException when a setting will not do; its message names it */
    SchedulePolicy(SchedulesConfig settings, Config config) {
        this.minimum = settings.minimum();
        this.fullEvery = settings.fullEvery();
        if (minimum.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalStateException(SchedulesConfig.PREFIX + ".minimum is " + minimum
                    + "; it must be a second or more, such as PT15M.");
        }
        if (fullEvery.compareTo(Duration.ofDays(1)) < 0 || fullEvery.compareTo(LONGEST_FULL) > 0) {
            throw new IllegalStateException(SchedulesConfig.PREFIX + ".full-every is " + fullEvery
                    + "; it must be one day to 30 days, such as P30D.");
        }
        refuseUnknown(settings.defaults().keySet());
        Task.all().forEach(task -> defaults.put(task, configured(task, config)));
    }

    /** The settings of defaults, one for each task. */
    public static Set<String> settings() {
        return Task.all().stream().map(SchedulePolicy::setting).collect(Collectors.toSet());
    }

    /** The schedule of a task whose tenant has none of its own. */
    TaskSchedule defaultOf(Task task) {
        return defaults.get(task);
    }

    /** The schedule that counts. */
    TaskSchedule of(ScheduleRow row) {
        return row.own() == null ? defaultOf(row.key().task()) : row.own();
    }

    /** @throws BadScheduleException when the schedule asks for runs more often than the settings allow */
    void requireSeldom(TaskSchedule schedule) {
        if (schedule instanceof TaskSchedule.Every every && every.interval().compareTo(minimum) < 0) {
            throw new BadScheduleException(
                    Part.EVERY, "The shortest interval is " + inWords(minimum) + ". Write a longer one.");
        }
        if (schedule instanceof CronSchedule cron && cron.shortestInterval().compareTo(minimum) < 0) {
            throw new BadScheduleException(
                    Part.CRON,
                    "This cron is due more often than every " + inWords(minimum)
                            + ". Write one that is due less often.");
        }
    }

    /** @param lastFull when the last full run was complete; empty when none is known, which a task service knows better */
    RunMode mode(Optional<Instant> lastFull, Instant due) {
        boolean full =
                lastFull.filter(end -> !due.isBefore(end.plus(fullEvery))).isPresent();
        return full ? RunMode.FULL : RunMode.AUTO;
    }

    private TaskSchedule configured(Task task, Config config) {
        String setting = setting(task);
        String text = config.getOptionalValue(setting, String.class).orElse(USUAL.text());
        try {
            TaskSchedule schedule = TaskSchedule.parse(text.strip());
            requireSeldom(schedule);
            return schedule;
        } catch (BadScheduleException e) {
            throw new IllegalStateException(setting + " is no schedule. " + e.getMessage(), e);
        }
    }

    private static void refuseUnknown(Set<String> names) {
        Set<String> known = settings().stream().map(StartRules::variable).collect(Collectors.toSet());
        for (String name : names) {
            String setting = SchedulesConfig.PREFIX + ".default." + name;
            if (!known.contains(StartRules.variable(setting))) {
                throw new IllegalStateException(setting + " is the schedule of no task. Known are " + settings() + ".");
            }
        }
    }

    private static String setting(Task task) {
        return SchedulesConfig.PREFIX + ".default." + task.shortName();
    }

    private static String inWords(Duration duration) {
        return duration.toSecondsPart() == 0 ? duration.toMinutes() + " minutes" : duration.toSeconds() + " seconds";
    }
}
