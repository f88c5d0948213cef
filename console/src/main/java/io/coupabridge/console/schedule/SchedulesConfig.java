package io.coupabridge.console.schedule;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.time.Duration;
import java.util.Map;

/** When tasks are due of which nobody has said anything else. */
@ConfigMapping(prefix = SchedulesConfig.PREFIX)
public interface SchedulesConfig {

    String PREFIX = "coupabridge.schedules";

    /** The shortest time between two runs that a schedule may ask for. */
    @WithDefault("PT15M")
    Duration minimum();

    /** How long after a full run a scheduled run is full again; at most 30 days, after which a task service decides so itself. */
    @WithDefault("P30D")
    Duration fullEvery();

    /**
     * The schedule of each task by its short name, such as {@code every PT6H}. {@link SchedulePolicy} looks each up by its
     * setting, since tasks are not known when this is compiled.
     */
    @WithName("default")
    Map<String, String> defaults();
}
