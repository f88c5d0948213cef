package io.coupabridge.edge.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.contracts.KafkaRights;
import io.coupabridge.testing.process.LoopbackPorts;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.utils.SecurityUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an operator's command refuses before it asks a broker. */
class TopicToolTest {

    private static final String KAFKA_ACLS =
            "kafka-acls.sh --bootstrap-server \"$BROKERS\" --command-config \"$CONFIG\" ";

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

    @Test
    void access_rules_are_printed_for_each_service_without_asking_a_broker() {
        // given
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        // when
        int code = TopicTool.run(
                new String[] {"--print-acls", "--principal", "roster-service=User:CN=roster,O=Acme"},
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8));

        // then
        assertThat(code).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .hasSize(KafkaRights.all().stream()
                        .mapToInt(service -> service.rights().size())
                        .sum())
                .allMatch(line -> line.startsWith(KAFKA_ACLS))
                // as kafka-acls.sh knows them
                .allSatisfy(
                        line -> assertThat(SecurityUtils.operation(line.replaceAll(".*--operation ([^ ]+).*", "$1")))
                                .isNotEqualTo(AclOperation.UNKNOWN))
                .contains(
                        KAFKA_ACLS
                                + "--add --allow-principal 'User:CN=roster,O=Acme' --operation Read"
                                + " --resource-pattern-type LITERAL --topic coupa.connections",
                        KAFKA_ACLS
                                + "--add --allow-principal 'User:expense-service' --operation Write"
                                + " --resource-pattern-type PREFIXED --transactional-id coupa-bridge.expense.",
                        KAFKA_ACLS
                                + "--add --allow-principal 'User:token-service' --operation Read"
                                + " --resource-pattern-type LITERAL --group token-service.outbox")
                .noneMatch(line -> line.contains("User:roster-service"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"nobody-service=User:x", "roster-service", "roster-service=", "=User:x", "roster-service=roster"
            })
    void a_principal_that_is_no_services_is_refused(String principal) {
        // when
        int code = TopicTool.run(
                new String[] {"--print-acls", "--principal", principal},
                new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
                new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8));

        // then
        assertThat(code).isEqualTo(2);
    }
}
