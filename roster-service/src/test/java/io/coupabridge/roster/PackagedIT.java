package io.coupabridge.roster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.RunMode;
import io.coupabridge.contracts.TaskEvent;
import io.coupabridge.contracts.TaskEvent.Type;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.simulator.InstanceSpec;
import io.coupabridge.testing.ServiceJvm;
import io.coupabridge.testing.TestPostgres;
import io.coupabridge.testing.process.ChildProcess;
import io.coupabridge.testing.process.Jdk;
import io.coupabridge.testing.process.LoopbackPorts;
import io.coupabridge.testing.process.Replica;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;

/** The packaged service as a process, with settings that will not do. */
@QuarkusTest
class PackagedIT extends RosterTest {

    private static final Path PROJECT = Path.of("..");
    private static final String MODULE = "roster-service";
    private static final Duration START = Duration.ofSeconds(90);

    /** What a replica of the service under test has. */
    private static final List<String> SHARED = List.of(
            "kafka.bootstrap.servers",
            "quarkus.datasource.jdbc.url",
            "quarkus.datasource.username",
            "quarkus.datasource.password",
            "quarkus.datasource.\"budget\".jdbc.url",
            "quarkus.datasource.\"budget\".username",
            "quarkus.datasource.\"budget\".password",
            "quarkus.oidc.auth-server-url",
            "quarkus.oidc.token.audience",
            "coupabridge.keysets.tokens",
            "coupabridge.keysets.event-verification");

    @Test
    void stops_at_a_setting_that_will_not_do_with_one_sentence_that_names_it() throws IOException {
        // given
        Map<String, Map<String, String>> bad = new HashMap<>();
        bad.put(
                "kafka.bootstrap.servers is not set. Set KAFKA_BOOTSTRAP_SERVERS: ",
                without("kafka.bootstrap.servers"));
        bad.put(
                "quarkus.datasource.jdbc.url is not set. Set QUARKUS_DATASOURCE_JDBC_URL: ",
                without("quarkus.datasource.jdbc.url"));
        bad.put(
                "quarkus.datasource.\"budget\".jdbc.url is not set. Set QUARKUS_DATASOURCE__BUDGET__JDBC_URL: ",
                without("quarkus.datasource.\"budget\".jdbc.url"));
        bad.put("coupabridge.run.attempts is 0 ", with("coupabridge.run.attempts", "0"));
        bad.put("coupabridge.run.atempts", with("coupabridge.run.atempts", "3"));
        bad.put("coupabridge.keysets.tokens: The keyset file", with("coupabridge.keysets.tokens", "/nonexistent"));
        bad.put("quarkus.datasource.username is postgres, a superuser", inProdAsSuperuser());

        // when
        Map<String, ChildProcess> processes = new HashMap<>();
        bad.forEach((sentence, settings) -> processes.put(sentence, start(LoopbackPorts.free(), settings)));

        // then
        for (Map.Entry<String, ChildProcess> each : processes.entrySet()) {
            try (ChildProcess process = each.getValue()) {
                assertThat(process.awaitExit(START)).as(each.getKey()).isTrue();
                assertThat(process.exitCode()).as(each.getKey()).isNotZero();
                assertThat(Files.readString(process.log()))
                        .contains(each.getKey())
                        .doesNotContain("\tat ", "\\tat ");
            }
        }
    }

    @Test
    void a_replica_that_may_not_reach_the_instances_leaves_their_runs_to_one_that_may_and_is_not_ready() {
        // given
        int port = LoopbackPorts.free();
        try (ChildProcess wrong = start(port, settings())) {
            await().atMost(START).ignoreExceptions().until(() -> readiness(port).contains("\"name\": \"addresses\""));
            connect(InstanceSpec.defaults().users(3));
            List<UUID> commands = new ArrayList<>();

            // when
            await().atMost(SOON).ignoreExceptions().until(() -> {
                TenantId another = new TenantId("p-" + UUID.randomUUID());
                platform.connected(
                        another, coupa.origin(), platform.grant(coupa.origin(), "client", "client-secret"), 25);
                commands.add(platform.run(another, RunMode.FULL));
                return readiness(port).contains(coupa.origin() + " is not allowed");
            });

            // then
            assertThat(readiness(port)).contains("COUPABRIDGE_ALLOWED_ORIGINS");
            for (UUID command : commands) {
                List<TaskEvent> events = platform.awaitOutcome(command, SOON);
                assertThat(events.get(events.size() - 1).type()).isEqualTo(Type.COMPLETED);
            }
            assertThat(wrong.alive()).isTrue();
        }
    }

    private static String readiness(int port) {
        return RestAssured.get("http://127.0.0.1:" + port + "/q/health/ready").asString();
    }

    private static ChildProcess start(int port, Map<String, String> settings) {
        List<String> command = new ArrayList<>(List.of(Jdk.current().java()));
        command.addAll(ServiceJvm.options(PROJECT, MODULE, "-Xmx192m"));
        settings.forEach((key, value) -> command.add("-D" + key + "=" + value));
        command.addAll(List.of(
                "-Dquarkus.http.port=" + LoopbackPorts.free(),
                "-Dquarkus.management.port=" + port,
                "-jar",
                Replica.jar(PROJECT, MODULE).toString()));
        String name = ApplicationRoster.TASK.shortName() + "-" + port;
        return ChildProcess.start(name, command, Map.of(), Path.of("target", "replicas", name + ".log"), "TERM");
    }

    private static Map<String, String> inProdAsSuperuser() {
        Map<String, String> settings = with("quarkus.profile", "prod");
        settings.put("quarkus.oidc.auth-server-url", "https://127.0.0.1:1/realm");
        settings.put("kafka.security.protocol", "SSL");
        settings.put("quarkus.datasource.username", TestPostgres.USER);
        settings.put("quarkus.datasource.password", TestPostgres.PASSWORD);
        return settings;
    }

    private static Map<String, String> without(String setting) {
        Map<String, String> settings = settings();
        settings.remove(setting);
        return settings;
    }

    private static Map<String, String> with(String setting, String value) {
        Map<String, String> settings = settings();
        settings.put(setting, value);
        return settings;
    }

    private static Map<String, String> settings() {
        Config config = ConfigProvider.getConfig();
        Map<String, String> settings = new HashMap<>();
        SHARED.forEach(name -> settings.put(name, config.getValue(name, String.class)));
        settings.put("quarkus.profile", "local");
        return settings;
    }
}
