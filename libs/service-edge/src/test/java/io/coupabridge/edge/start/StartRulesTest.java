package io.coupabridge.edge.start;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class StartRulesTest {

    private static final List<String> KEYS = List.of("coupabridge.worker.count", "coupabridge.keysets.roster-tokens");

    @Test
    void name_a_variable_that_is_no_setting_and_the_known_ones() {
        assertThatThrownBy(() -> StartRules.refuseUnknown(List.of("PATH", "COUPABRIDGE_WORKER_CUONT"), KEYS))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("COUPABRIDGE_WORKER_CUONT is no setting of this service. Known are"
                        + " [COUPABRIDGE_KEYSETS_ROSTER_TOKENS, COUPABRIDGE_WORKER_COUNT].");
    }

    @Test
    void let_known_variables_and_those_of_others_pass() {
        assertThatCode(() -> StartRules.refuseUnknown(
                        List.of("PATH", "COUPABRIDGE_WORKER_COUNT", "COUPABRIDGE_KEYSETS_ROSTER_TOKENS"), KEYS))
                .doesNotThrowAnyException();
    }
}
