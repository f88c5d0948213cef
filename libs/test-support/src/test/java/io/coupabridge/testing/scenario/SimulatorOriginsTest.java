package io.coupabridge.testing.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SimulatorOriginsTest {

    private final SimulatorOrigins origins = new SimulatorOrigins();

    @AfterEach
    void stop() {
        origins.stop();
    }

    /** Of ports taken at random, one in thirty would be allowed. */
    @Test
    void a_port_elsewhere_is_none_that_is_allowed() {
        // given
        String allowed = origins.start().get("coupabridge.allowed-origins") + ",";

        // when
        IntStream elsewhere =
                IntStream.generate(SimulatorOrigins::portElsewhere).limit(1_000);

        // then
        assertThat(elsewhere).noneMatch(port -> allowed.contains(":" + port + ","));
    }
}
