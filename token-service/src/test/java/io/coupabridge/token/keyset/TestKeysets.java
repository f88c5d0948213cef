package io.coupabridge.token.keyset;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.util.Map;

/** The settings of keysets, for tests without the service. */
public final class TestKeysets {

    private TestKeysets() {}

    public static SmallRyeConfig config(Path clientSecrets, Path rosterTokens, Path expenseTokens) {
        return config(Map.of(
                "coupabridge.keysets.client-secrets", clientSecrets.toString(),
                "coupabridge.keysets.roster-tokens", rosterTokens.toString(),
                "coupabridge.keysets.expense-tokens", expenseTokens.toString()));
    }

    static SmallRyeConfig config(Map<String, String> settings) {
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withSources(new PropertiesConfigSource(settings, "the test", 100))
                .build();
    }
}
