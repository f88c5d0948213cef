package io.coupabridge.token.connect;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;
import java.util.Set;

/** The connect page. */
@ConfigMapping(prefix = "coupabridge.connect")
public interface ConnectConfig {

    /** Where browsers reach this service, such as https://token-service.example.com. Without it no links are made. */
    Optional<String> publicUrl();

    /** Origins whose pages may show the connect page in a frame and are told its end, such as https://app.example.com. */
    Optional<Set<String>> frameAncestors();
}
