package io.coupabridge.edge.address;

import io.smallrye.config.ConfigMapping;
import java.net.URI;
import java.util.Optional;
import java.util.Set;

/** Where tenants may point. */
@ConfigMapping(prefix = "coupabridge")
public interface AddressConfig {

    /** Exact origins beside Coupa's own domains, also over http: for simulators and tests, such as http://127.0.0.1:9081. */
    Optional<Set<URI>> allowedOrigins();

    /** Domains beside coupahost.com and coupacloud.com under which instances live, such as coupa.example.gov. */
    Optional<Set<String>> allowedSuffixes();
}
