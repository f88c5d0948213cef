package io.coupabridge.roster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.testing.CoupaBridgeTestResource;
import io.coupabridge.testing.ServiceJvm;
import io.coupabridge.testing.TestKafka;
import io.coupabridge.testing.TestPostgres;
import io.coupabridge.testing.process.ChildProcess;
import io.coupabridge.testing.process.Jdk;
import io.coupabridge.testing.process.LoopbackPorts;
import io.coupabridge.testing.process.Replica;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the packaged service writes in the profile {@code prod}, with a broker of its own. */
@Timeout(180)
class ProductionLogIT {

    private static final Path PROJECT = Path.of("..");
    private static final String MODULE = "roster-service";
    private static final Duration START = Duration.ofSeconds(90);
    private static final ObjectMapper JSON = new ObjectMapper();

    private static TestKafka kafka;

    @BeforeAll
    static void startKafka() {
        kafka = TestKafka.start().createTopics();
    }

    @AfterAll
    static void stopKafka() {
        kafka.close();
    }

    @Test
    void writes_lines_of_json_that_name_the_tenant_the_run_and_its_trace() throws Exception {
        // given
        UUID command = UUID.randomUUID();
        try (ChildProcess replica = start("json", settings())) {
            // when
            send(command, "northwind");

            // then
            JsonNode line = await().atMost(START)
                    .until(() -> line(replica, "failed with UNKNOWN_TENANT"), Optional::isPresent)
                    .orElseThrow();
            assertThat(line.path("level").asText()).isEqualTo("WARN");
            assertThat(line.path("service").asText()).isEqualTo("roster-service");
            assertThat(line.path("timestamp").asText()).isNotEmpty();
            assertThat(line.path("mdc").path("tenant").asText()).isEqualTo("northwind");
            assertThat(line.path("mdc").path("run").asText()).isEqualTo(command.toString());
            assertThat(line.path("mdc").path("traceId").asText())
                    .isEqualTo(command.toString().replace("-", ""));
            assertThat(line.path("mdc").path("spanId").asText()).hasSize(16);
        }
    }

    @Test
    void writes_plain_lines_if_that_is_set() {
        // given
        Map<String, String> settings = settings();
        settings.put("quarkus.log.console.json.enabled", "false");

        // when
        try (ChildProcess replica = start("plain", settings)) {
            // then
            await().atMost(START).until(() -> Files.readString(replica.log()).contains("INFO  [io.quarkus] tenant="));
        }
    }

    /** Each line has to be JSON. */
    private static Optional<JsonNode> line(ChildProcess replica, String message) throws IOException {
        String log = Files.readString(replica.log());
        Optional<JsonNode> found = Optional.empty();
        // the last may be half written
        for (String text : log.substring(0, log.lastIndexOf('\n') + 1).lines().toList()) {
            JsonNode line = JSON.readTree(text);
            found = line.path("message").asText().contains(message) ? Optional.of(line) : found;
        }
        return found;
    }

    private static void send(UUID command, String tenant) throws Exception {
        String json = """
                {"kind": "RUN", "commandId": "%s", "tenantId": "%s", "task": "%s"}
                """.formatted(command, tenant, ApplicationRoster.TASK);
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(
                            ApplicationRoster.TASK.commandTopic().topicName(),
                            tenant.getBytes(StandardCharsets.UTF_8),
                            json.getBytes(StandardCharsets.UTF_8)))
                    .get();
        }
    }

    private static ChildProcess start(String name, Map<String, String> settings) {
        List<String> command = new ArrayList<>(List.of(Jdk.current().java()));
        command.addAll(ServiceJvm.options(PROJECT, MODULE, "-Xmx192m"));
        settings.forEach((key, value) -> command.add("-D" + key + "=" + value));
        int port = LoopbackPorts.free();
        command.addAll(List.of(
                "-Dquarkus.http.port=" + port,
                "-Dquarkus.management.port=" + LoopbackPorts.free(),
                "-jar",
                Replica.jar(PROJECT, MODULE).toString()));
        return ChildProcess.start(
                name, command, Map.of(), Path.of("target", "replicas", name + "-" + port + ".log"), "TERM");
    }

    private static Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>(CoupaBridgeTestResource.databases(TestPostgres.shared()));
        settings.putAll(CoupaBridgeTestResource.keysets(ApplicationRoster.TASK.shortName()));
        settings.putAll(CoupaBridgeTestResource.issuer("https://127.0.0.1:1/realm"));
        settings.put("quarkus.profile", "prod");
        settings.put("kafka.bootstrap.servers", kafka.bootstrapServers());
        settings.put("coupabridge.start.plain-kafka", "true");
        settings.put("coupabridge.run.unknown-tenant-grace", "1s");
        return settings;
    }
}
