package io.coupabridge.token.address;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.util.Optional;
import java.util.Set;

/** Where tenants may point, and how fast they are read unless the operator says otherwise. */
@ConfigMapping(prefix = "coupabridge")
public interface AddressConfig {

    /** Exact origins beside Coupa's own domains, also over http: for simulators and tests, such as http://127.0.0.1:9081. */
    Optional<Set<URI>> allowedOrigins();

    /** Domains beside coupahost.com and coupacloud.com under which instances live, such as coupa.example.gov. */
    Optional<Set<String>> allowedSuffixes();

    /** Requests a second to one Coupa host where the operator has set nothing else: 1 to 25. */
    @WithDefault("10")
    int defaultCeiling();
}
