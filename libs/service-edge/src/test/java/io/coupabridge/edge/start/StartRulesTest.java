package io.coupabridge.edge.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.ConfigMapping;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "kafka.bootstrap.servers               | ``                                   | is not set",
                "kafka.bootstrap.servers               | kafka                                | is no list of hosts with their ports",
                "kafka.bootstrap.servers               | kafka-1:9092,kafka-2                 | is no list of hosts with their ports",
                "kafka.bootstrap.servers               | kafka-1:9092, kafka-2:9092           | ``",
                "kafka.bootstrap.servers               | SASL://[::1]:9092                    | ``",
                "quarkus.datasource.jdbc.url           | jdbc:postgresql://unset.invalid/unset | is not set",
                "quarkus.datasource.jdbc.url           | postgresql://db/roster               | does not begin with jdbc:postgresql:",
                "quarkus.datasource.\"budget\".jdbc.url | ``                                   | is not set",
                "quarkus.datasource.\"budget\".jdbc.url | jdbc:postgresql:budget               | ``",
            })
    void say_what_is_wrong_with_a_setting_that_every_service_needs(String name, String value, String fault) {
        assertThat(StartRules.NEEDED).containsKey(name);
        assertThat(StartRules.fault(name, value)).isEqualTo(fault);
    }

    @Test
    void stop_a_start_with_their_sentence_alone() {
        assertThatThrownBy(() -> StartRules.orStop(() -> {
                    throw new IllegalStateException("It is not set.", new IOException("why"));
                }))
                // Quarkus prints the message of this one, and no stack trace
                .isExactlyInstanceOf(ConfigurationException.class)
                .hasMessage("It is not set.")
                .hasNoCause();
    }

    @Test
    void let_known_variables_and_those_of_others_pass() {
        assertThatCode(() -> StartRules.refuseUnknown(
                        List.of("PATH", "COUPABRIDGE_WORKER_COUNT", "COUPABRIDGE_KEYSETS_ROSTER_TOKENS"), KEYS))
                .doesNotThrowAnyException();
    }
}
