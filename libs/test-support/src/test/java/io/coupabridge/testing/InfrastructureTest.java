package io.coupabridge.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class InfrastructureTest {

    @Test
    void does_as_the_property_says() {
        assertThat(Infrastructure.of("containers")).isEqualTo(Infrastructure.CONTAINERS);
        assertThat(Infrastructure.of("EMBEDDED")).isEqualTo(Infrastructure.EMBEDDED);
    }

    @Test
    void names_the_property_and_its_values_when_it_is_wrong() {
        assertThatThrownBy(() -> Infrastructure.of("mocked"))
                .hasMessage("-Dtest.infrastructure=mocked is not one of auto, containers, embedded.");
    }
}
