package io.coupabridge.edge.rest;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Set;

/** How callers may call. */
@ConfigMapping(prefix = "coupabridge.http")
public interface RequestConfig {

    /** So long may a request's body take to arrive, such as 10s. Then it is answered with 408. */
    @WithDefault("10s")
    Duration bodyTime();

    /** The hosts that callers name, such as token-service.example.com; without ports. */
    @WithDefault("localhost,127.0.0.1,[::1]")
    Set<String> hosts();
}
