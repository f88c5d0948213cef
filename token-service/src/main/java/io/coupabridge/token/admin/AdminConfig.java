package io.coupabridge.token.admin;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How the REST API answers. */
@ConfigMapping(prefix = "coupabridge.rest")
public interface AdminConfig {

    /** How long a caller waits for the verdict of a verification before it is answered 202. */
    @WithDefault("14s")
    Duration waitForVerdict();
}
