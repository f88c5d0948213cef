package io.coupabridge.edge.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.coupabridge.contracts.ConnectionState;
import io.quarkiverse.resteasy.problem.validation.HttpValidationProblem;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class InputsTest {

    private static final Set<ConnectionState> STATES = EnumSet.complementOf(EnumSet.of(ConnectionState.UNKNOWN));

    @Test
    void takes_every_value_that_is_chosen() {
        assertThat(Inputs.choices("state", List.of("ACTIVE", "DEGRADED", "ACTIVE"), STATES))
                .containsExactlyInAnyOrder(ConnectionState.ACTIVE, ConnectionState.DEGRADED);
        assertThat(Inputs.choices("state", List.of(), STATES)).isEmpty();
    }

    @Test
    void lists_what_may_be_chosen_and_quotes_no_other_text() {
        for (String odd : List.of("BROKEN", "", "UNKNOWN", "active")) {
            // when
            HttpValidationProblem problem = catchThrowableOfType(
                    HttpValidationProblem.class, () -> Inputs.choices("state", List.of("ACTIVE", odd), STATES));

            // then
            assertThat(problem.getStatusCode()).isEqualTo(400);
            assertThat(problem.getParameters().get("violations").toString())
                    .contains("There are PENDING, ACTIVE, DEGRADED, REAUTHORIZATION_REQUIRED, DISCONNECTED.")
                    .doesNotContain("BROKEN");
        }
    }

    @Test
    void a_switch_is_true_or_left_out() {
        assertThat(Inputs.isTrue("attention", null)).isFalse();
        assertThat(Inputs.isTrue("attention", "true")).isTrue();
        assertThat(catchThrowableOfType(HttpValidationProblem.class, () -> Inputs.isTrue("attention", "false")))
                .isNotNull();
    }
}
