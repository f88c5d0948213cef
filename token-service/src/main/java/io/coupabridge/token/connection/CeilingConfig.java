package io.coupabridge.token.connection;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How fast tenants are read unless the operator says otherwise. */
@ConfigMapping(prefix = "coupabridge")
public interface CeilingConfig {

    /** Requests a second to one Coupa host where the operator has set nothing else: 1 to 25. */
    @WithDefault("10")
    int defaultCeiling();
}
