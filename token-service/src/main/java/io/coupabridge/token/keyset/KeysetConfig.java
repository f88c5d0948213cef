package io.coupabridge.token.keyset;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.util.Optional;

/** Where the encryption keys are. Without every one of them the service does not start. */
@ConfigMapping(prefix = "coupabridge.keysets")
public interface KeysetConfig {

    /** The keyset that encrypts client secrets in this service's database. No other service has it. */
    Optional<Path> clientSecrets();

    /** The keyset that encrypts tokens for roster-service, which has it too. */
    Optional<Path> rosterTokens();

    /** The keyset that encrypts tokens for expense-service, which has it too. */
    Optional<Path> expenseTokens();
}
