package io.coupabridge.console.service;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithParentName;
import java.net.URI;
import java.util.Map;

/** Where the services' REST is. */
@ConfigMapping(prefix = "coupabridge.services")
public interface ServicesConfig {

    /**
     * Base URLs by {@code token} and the short names of tasks, such as {@code coupabridge.services.roster=http://roster:8082}.
     * What is not named is shown as missing.
     */
    @WithParentName
    Map<String, URI> urls();
}
