package io.coupabridge.console.start;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConsoleRulesTest {

    @ParameterizedTest
    @ValueSource(strings = {"the-console", "coupa-bridge, the-console", " the-console "})
    void an_id_token_is_no_token_of_rest(String audience) {
        assertThatThrownBy(() -> ConsoleRules.refuseIdTokens(config(audience)))
                .hasMessageStartingWith(
                        "quarkus.oidc.api.token.audience is 'the-console', as quarkus.oidc.client-id is")
                .hasMessageContaining("QUARKUS_OIDC_API_TOKEN_AUDIENCE");
    }

    @Test
    void the_audience_of_the_services_will_do() {
        assertThatCode(() -> ConsoleRules.refuseIdTokens(config("coupa-bridge")))
                .doesNotThrowAnyException();
    }

    private static SmallRyeConfig config(String audience) {
        Map<String, String> settings =
                Map.of("quarkus.oidc.client-id", "the-console", "quarkus.oidc.api.token.audience", audience);
        return new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(settings, "test", 100))
                .build();
    }
}
