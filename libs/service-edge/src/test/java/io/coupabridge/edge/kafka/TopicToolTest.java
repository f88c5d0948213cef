package io.coupabridge.edge.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.testing.process.LoopbackPorts;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an operator's command refuses before it asks a broker. */
class TopicToolTest {

    @ParameterizedTest
    @ValueSource(strings = {"--create", "--check"})
    void topics_that_need_more_replicas_than_they_have_are_refused(String act) {
        // given
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        String nobody = "127.0.0.1:" + LoopbackPorts.free();

        // when
        int code = TopicTool.run(
                new String[] {act, "--bootstrap-server", nobody, "--replicas", "1"},
                new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));

        // then
        assertThat(code).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .startsWith("With --replicas 1 and --min-insync 2 nobody could write to the topics.");
    }
}
