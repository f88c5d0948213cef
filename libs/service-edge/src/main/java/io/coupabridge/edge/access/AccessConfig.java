package io.coupabridge.edge.access;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What is read from a caller's token beside what quarkus.oidc says. */
@ConfigMapping(prefix = "coupabridge.access")
public interface AccessConfig {

    /**
     * The claim with the tenants of an integration-admin: a tenant id or an array of them. A slash leads into an object, as in
     * {@code organization/tenants}; a name with slashes stands in double quotes.
     */
    @WithDefault("tenants")
    String tenantsClaim();
}
