package io.coupabridge.edge.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.edge.doctor.Finding;
import io.coupabridge.edge.doctor.Findings;
import io.coupabridge.testing.TestKafka;
import io.coupabridge.testing.kafka.KafkaProcess;
import io.coupabridge.testing.kafka.SecureListener;
import io.coupabridge.testing.process.LoopbackPorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class BrokersExaminationIT {

    private final String kafka = TestKafka.shared().bootstrapServers();

    @Test
    void finds_nothing_where_all_answer() {
        // when
        Findings findings = examine(kafka);

        // then
        assertThat(whats(findings)).isEmpty();
        assertThat(findings.notes()).isEmpty();
    }

    @Test
    void names_each_address_that_does_not_answer() throws IOException {
        try (ServerSocket hangs = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            // given
            String away = "127.0.0.1:" + LoopbackPorts.free();
            String hanging = "127.0.0.1:" + hangs.getLocalPort();

            // when
            Findings findings = examine(away + ", " + kafka + "," + hanging + ",nobody.invalid:9092");

            // then
            assertThat(whats(findings))
                    .containsExactly(
                            away + " of kafka.bootstrap.servers does not answer.",
                            hanging + " of kafka.bootstrap.servers does not answer.",
                            "nobody.invalid:9092 of kafka.bootstrap.servers does not answer.");
        }
    }

    @Test
    void names_a_lone_address_too() {
        // given
        String away = "127.0.0.1:" + LoopbackPorts.free();

        // when
        Findings findings = examine(away);

        // then
        assertThat(whats(findings)).containsExactly(away + " of kafka.bootstrap.servers does not answer.");
    }

    @Test
    void says_so_when_a_broker_refuses_the_login(@TempDir Path directory) {
        // given
        SecureListener secure = SecureListener.on(LoopbackPorts.free(), directory, List.of("roster"));
        Map<String, Object> stranger = secure.connection("stranger");

        KafkaProcess broker = KafkaProcess.start(
                directory.resolve("data"), directory.resolve("kafka.log"), LoopbackPorts.free(), secure);
        Findings findings;
        try {
            // when
            findings = examine(stranger);
        } finally {
            broker.close();
        }

        // then
        assertThat(whats(findings))
                .containsExactly(secure.bootstrapServers()
                        + " refuses this service: Authentication failed: Invalid username or password");
    }

    private static Findings examine(String servers) {
        return examine(Map.of("bootstrap.servers", servers));
    }

    private static Findings examine(Map<String, Object> connection) {
        Findings findings = new Findings("brokers");
        KafkaClients clients = new KafkaClients(connection);
        try {
            new BrokersExamination(clients).examine(findings);
        } finally {
            clients.close();
        }
        return findings;
    }

    private static List<String> whats(Findings findings) {
        return findings.toMend().stream().map(Finding::what).toList();
    }
}
