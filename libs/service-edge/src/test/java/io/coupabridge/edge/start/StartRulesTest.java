package io.coupabridge.edge.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.ConfigMapping;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
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
    void know_every_setting_of_the_edge() throws IOException {
        // given
        Path classes = Path.of("target", "classes");
        try (Stream<Path> files = Files.walk(classes)) {
            // when
            List<Class<?>> mappings = new ArrayList<>();
            files.map(file -> classes.relativize(file).toString())
                    .filter(file -> file.endsWith("Config.class"))
                    .map(StartRulesTest::load)
                    .filter(type -> type.isAnnotationPresent(ConfigMapping.class))
                    .forEach(mappings::add);

            // then
            assertThat(StartRules.OF_THE_EDGE).containsExactlyInAnyOrderElementsOf(mappings);
        }
    }

    private static Class<?> load(String file) {
        try {
            return Class.forName(file.replaceAll("\\.class$", "").replace('/', '.'));
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void let_known_variables_and_those_of_others_pass() {
        assertThatCode(() -> StartRules.refuseUnknown(
                        List.of("PATH", "COUPABRIDGE_WORKER_COUNT", "COUPABRIDGE_KEYSETS_ROSTER_TOKENS"), KEYS))
                .doesNotThrowAnyException();
    }
}
