package io.coupabridge.token.schedule;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How due work is found and done. */
@ConfigMapping(prefix = "coupabridge.scheduling")
public interface ScheduleConfig {

    /** How many verifications and renewals a replica does at once; most of their time they wait for Coupa. */
    @WithDefault("50")
    int threads();

    /** How often a replica looks for due work. */
    @WithDefault("250ms")
    Duration polling();

    /** How often a replica says that it still works on something; after four that are missing another takes it over. */
    @WithDefault("500ms")
    Duration heartbeat();
}
