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

    /** How many requests a replica works on at once, such as 100. Others are answered with 503. */
    @WithDefault("100")
    int requestsAtOnce();

    /**
     * How many requests a second a replica takes of one caller, such as 50; twice as many at once. Others are answered with
     * 429. A caller is the subject of its token.
     */
    @WithDefault("50")
    int requestsPerSecond();
}
