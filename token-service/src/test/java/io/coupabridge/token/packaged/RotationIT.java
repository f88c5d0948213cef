package io.coupabridge.token.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coupabridge.contracts.MessageHeaders;
import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.Topic;
import io.coupabridge.secrets.KeyEncryption;
import io.coupabridge.secrets.KeyId;
import io.coupabridge.secrets.KeysetEditor;
import io.coupabridge.secrets.KeysetFile;
import io.coupabridge.testing.kms.FileKms;
import io.coupabridge.testing.kms.KmsJar;
import io.coupabridge.testing.process.Jdk;
import io.coupabridge.token.scenario.Installation;
import io.coupabridge.token.scenario.Replica;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every key of an installation of two replicas changes three times while tenants connect and workers open tokens. Its
 * keyset files are encrypted by a KMS.
 */
@Tag("packaged")
@Tag("long")
@Timeout(600)
class RotationIT {

    private static final int ROTATIONS = 3;
    private static final int CALLERS = 2;
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String SIGNING = "coupabridge.keysets.event-signing";
    private static final List<String> KEYSETS = Stream.concat(
                    Stream.of("coupabridge.keysets.client-secrets", SIGNING),
                    Task.all().stream().map(Task::keysetSetting))
            .toList();

    @TempDir
    Path folder;

    private final ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
    private final AtomicBoolean ended = new AtomicBoolean();
    private final AtomicInteger tenants = new AtomicInteger();
    private final List<String> refusals = Collections.synchronizedList(new ArrayList<>());
    private Path jar;
    private Path verification;
    private KeyEncryption encryption;
    private KeysetEditor editor;
    private Installation installation;
    private Map<String, String> settings;
    private List<Replica> replicas;
    private List<TaskWorker> workers;

    @BeforeEach
    void start() {
        jar = KmsJar.in(folder);
        Path kek = folder.resolve("kek.json");
        KeysetFile.create(kek);
        encryption = KmsJar.encryption(jar, FileKms.uri(kek));
        editor = new KeysetEditor(encryption);
        installation = new Installation(Map.of("coupabridge.keysets.kek-uri", FileKms.uri(kek)));
        settings = installation.settings();
        KEYSETS.forEach(setting -> editor.encrypt(file(setting)));
        verification = folder.resolve("verification.json");
        editor.writePublic(file(SIGNING), verification);
        replicas = List.of(
                Replica.start("rotation-one", settings, jar).awaitReady(),
                Replica.start("rotation-two", settings, jar).awaitReady());
        workers = Task.all().stream()
                .map(task -> new TaskWorker(
                        installation.kafka().bootstrapServers(),
                        task,
                        file(task.keysetSetting()),
                        verification,
                        encryption,
                        folder))
                .toList();
    }

    @AfterEach
    void stop() {
        ended.set(true);
        callers.shutdownNow();
        workers.forEach(TaskWorker::close);
        replicas.forEach(Replica::close);
        installation.close();
    }

    @Test
    void fails_no_read_in_three_rotations_under_load() throws Exception {
        // given a tenant whose events nothing but the rotation touches
        assertThat(installation.connect(replicas.get(0), "settled").statusCode())
                .isEqualTo(200);
        for (int i = 0; i < CALLERS; i++) {
            callers.execute(this::connectTenants);
        }
        await().atMost(SOON).until(() -> workers.stream().allMatch(worker -> worker.opened() > 0));

        for (int rotation = 1; rotation <= ROTATIONS; rotation++) {
            // when
            int tenantsBefore = tenants.get();
            List<Long> openedBefore = opened();
            Map<String, Long> old = new HashMap<>();
            KEYSETS.forEach(
                    setting -> old.put(setting, editor.contents(file(setting)).primary()));
            Map<String, Long> fresh = new HashMap<>();
            KEYSETS.forEach(setting -> fresh.put(setting, editor.add(file(setting))));
            giveKeysToWorkers();
            fresh.forEach((setting, key) -> editor.promote(file(setting), key));
            forge(old.get(SIGNING));
            // then
            assertThat(tool("unneeded", old.get(SIGNING).toString()))
                    .as("events are signed with it")
                    .matches("(?s)1: .*(is needed for [0-9]+ records of |events wait for Kafka).*");
            fresh.forEach((setting, key) -> replicas.forEach(
                    replica -> await().atMost(SOON).until(() -> replica.metric(primary(setting)) == key)));
            // when
            assertThat(tool("publish")).startsWith("0: ");
            // then
            await().atMost(SOON)
                    .pollInterval(Duration.ofSeconds(1))
                    .until(() -> unneeded(old.values()), done -> done.startsWith("0: "));
            old.forEach((setting, key) -> editor.remove(file(setting), key));
            giveKeysToWorkers();
            fresh.forEach((setting, key) ->
                    assertThat(editor.contents(file(setting)).ids()).containsExactly(key));
            await("load in rotation " + rotation).atMost(SOON).until(() -> tenants.get() > tenantsBefore + CALLERS);
            List<Long> openedNow = opened();
            for (int worker = 0; worker < workers.size(); worker++) {
                assertThat(openedNow.get(worker)).isGreaterThan(openedBefore.get(worker));
            }
        }

        // then
        ended.set(true);
        callers.shutdown();
        assertThat(callers.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
        workers.forEach(TaskWorker::close);
        assertThat(workers).allSatisfy(worker -> assertThat(worker.failures()).isEmpty());
        assertThat(refusals).isEmpty();
        assertThat(tool("verify")).startsWith("1: ").contains("it has not signed, such as of [forged]");
        send(null, "");
        assertThat(tool("verify")).startsWith("0: ").contains("0 do not.");
        assertThat(tool("status"))
                .contains("client secrets", "fingerprints", "stored tokens", "records of coupa.connections")
                .doesNotContain("keys that the file lacks");
        replicas.forEach(replica -> assertThat(replica.log()).doesNotContain("does not open"));
        System.out.printf(
                "%d tenants connected, %d reads of tokens, none failed.%n",
                tenants.get(), workers.stream().mapToLong(TaskWorker::opened).sum());
    }

    private List<Long> opened() {
        return workers.stream().map(TaskWorker::opened).toList();
    }

    /** As somebody who may write to a topic could, so that a key seems to be needed. */
    private void forge(long key) {
        String signature = KeyId.beginnings(key).get(0) + "A".repeat(85);
        send("{\"sealedToken\":\"" + signature + "\"}", signature);
    }

    private void send(String value, String signature) {
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        installation.kafka().bootstrapServers()),
                new StringSerializer(),
                new StringSerializer())) {
            ProducerRecord<String, String> record =
                    new ProducerRecord<>(Topic.CONNECTIONS.topicName(), "forged", value);
            record.headers().add(MessageHeaders.SIGNATURE, signature.getBytes(StandardCharsets.US_ASCII));
            producer.send(record);
        }
    }

    private void connectTenants() {
        try {
            connectMore();
        } catch (RuntimeException | Error e) {
            refusals.add(e.toString());
        }
    }

    private void connectMore() {
        while (!ended.get()) {
            int number = tenants.incrementAndGet();
            Replica replica = replicas.get(number % replicas.size());
            String tenant = "tenant-" + number;
            int status = installation.connect(replica, tenant).statusCode();
            int again = installation.verify(replica, tenant).statusCode();
            if (status > 202 || again > 202) {
                refusals.add(tenant + ": " + status + ", " + again);
            }
        }
    }

    private void giveKeysToWorkers() {
        editor.writePublic(file(SIGNING), verification);
        workers.forEach(TaskWorker::getKeys);
    }

    private Path file(String setting) {
        return Path.of(settings.get(setting));
    }

    private static String primary(String setting) {
        return "coupabridge_keyset_primary{keyset=\"" + setting.substring(setting.lastIndexOf('.') + 1) + "\"";
    }

    private String unneeded(Collection<Long> keys) throws IOException, InterruptedException {
        return tool(Stream.concat(Stream.of("unneeded"), keys.stream().map(key -> Long.toString(key)))
                .toArray(String[]::new));
    }

    /** Its exit code, and what it said. */
    private String tool(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(Jdk.current().java(), "-Xmx64m"));
        settings.forEach((key, value) -> command.add("-D" + key + "=" + value));
        command.addAll(List.of(
                "-cp",
                Path.of("target", "quarkus-app", "quarkus-run.jar") + ":" + jar,
                "io.coupabridge.token.rotation.RotationTool"));
        command.addAll(List.of(arguments));
        Path said = Files.createTempFile(folder, "tool", ".txt");
        int code = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start()
                .waitFor();
        return code + ": " + Files.readString(said, StandardCharsets.UTF_8);
    }
}
