package io.coupabridge.token.grant;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How tokens are asked for. */
@ConfigMapping(prefix = "coupabridge.grant")
public interface GrantConfig {

    /**
     * The longest that one call to a token endpoint may take, from connecting to the last byte. A call that is given up may
     * have been granted all the same, and that token is lost.
     */
    @WithDefault("30s")
    Duration timeout();

    /** How long a replica owns a grant without a sign of life; it renews the claim while it waits for Coupa. */
    @WithDefault("15s")
    Duration claim();
}
