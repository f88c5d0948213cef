package io.coupabridge.edge.rest;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long callers may take. */
@ConfigMapping(prefix = "coupabridge.http")
interface RequestConfig {

    /** So long may a request's body take to arrive, such as 10s. Then it is answered with 408. */
    @WithDefault("10s")
    Duration bodyTime();
}
