package io.coupabridge.token.grant;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class GrantConfigTest {

    @Test
    void a_token_endpoint_of_fifteen_seconds_is_waited_for_as_shipped() {
        GrantConfig shipped = new SmallRyeConfigBuilder()
                .withConverter(Duration.class, 300, new DurationConverter())
                .withMapping(GrantConfig.class)
                .build()
                .getConfigMapping(GrantConfig.class);
        assertThat(shipped.timeout()).isEqualTo(Duration.ofSeconds(30));
    }
}
