package io.coupabridge.console.start;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;

/** The one keyset of the console, which holds public keys alone. */
@ConfigMapping(prefix = "coupabridge.keysets")
public interface ConsoleKeysets {

    /** The public keyset that tells what token-service has signed, such as {@code /keys/event-verification.json}. */
    Path eventVerification();
}
