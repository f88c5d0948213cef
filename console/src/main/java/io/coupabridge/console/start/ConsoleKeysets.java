package io.coupabridge.console.start;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.util.Optional;

/** The keysets of the console. None of them opens what another service has sealed. */
@ConfigMapping(prefix = "coupabridge.keysets")
public interface ConsoleKeysets {

    /** The public keyset that tells what token-service has signed, such as {@code /keys/event-verification.json}. */
    Path eventVerification();

    /**
     * The keyset that encrypts the addresses and signing secrets of notifications in the console's own database. No other
     * service has it. Without it nobody can ask to be told.
     */
    Optional<Path> notifications();

    /** The key of a KMS that encrypts the keyset file of notifications; it lies in the clear without it. */
    Optional<String> kekUri();
}
