package io.coupabridge.token.keyset;

import io.coupabridge.secrets.KeysetFile;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Keysets for tests without the service. */
public final class TestKeysets {

    private TestKeysets() {}

    /** Signs with a keyset of its own, which it makes beside the first. */
    public static Keysets of(Path clientSecrets, Path rosterTokens, Path expenseTokens) {
        Path signing = clientSecrets.resolveSibling("event-signing.json");
        if (Files.notExists(signing)) {
            KeysetFile.createSigning(signing);
        }
        return of(Map.of(
                "coupabridge.keysets.event-signing", signing.toString(),
                "coupabridge.keysets.client-secrets", clientSecrets.toString(),
                "coupabridge.keysets.roster-tokens", rosterTokens.toString(),
                "coupabridge.keysets.expense-tokens", expenseTokens.toString()));
    }

    static Keysets of(Map<String, String> settings) {
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withMapping(KeysetConfig.class)
                .withSources(new PropertiesConfigSource(settings, "the test", 100))
                .build();
        return new Keysets(config.getConfigMapping(KeysetConfig.class), config);
    }
}
