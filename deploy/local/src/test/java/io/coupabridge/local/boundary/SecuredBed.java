package io.coupabridge.local.boundary;

import io.coupabridge.contracts.KafkaRight;
import io.coupabridge.contracts.KafkaRights;
import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.secrets.KeysetFile;
import io.coupabridge.secrets.Sealer;
import io.coupabridge.simulator.CoupaInstance;
import io.coupabridge.simulator.CoupaSimulator;
import io.coupabridge.simulator.InstanceSpec;
import io.coupabridge.testing.EventKeysets;
import io.coupabridge.testing.ServiceEnvironment;
import io.coupabridge.testing.ServiceJvm;
import io.coupabridge.testing.TestIssuer;
import io.coupabridge.testing.TestPostgres;
import io.coupabridge.testing.kafka.KafkaProcess;
import io.coupabridge.testing.kafka.SecureListener;
import io.coupabridge.testing.postgres.ServiceDatabase;
import io.coupabridge.testing.process.ChildProcess;
import io.coupabridge.testing.process.Jdk;
import io.coupabridge.testing.process.LoopbackPorts;
import io.coupabridge.testing.process.Replica;
import io.coupabridge.testing.scenario.Platform;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.awaitility.Awaitility;

/**
 * All services as in production: each logs in at Kafka over SASL_SSL as itself, with the access rules that the operator's
 * command made, and works in its databases with a role that owns nothing.
 */
final class SecuredBed implements AutoCloseable {

    static final String CLIENT = "client";
    static final String SECRET = "client-secret";
    static final String CONSOLE = KafkaRights.ofConsole().service();
    static final TenantId TENANT = new TenantId("northwind");

    private static final Path PROJECT = Path.of("..", "..");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path logs;
    private final SecureListener secure;
    private final KafkaProcess kafka;
    private final Admin admin;
    private final TestPostgres postgres = TestPostgres.start();
    private final CoupaSimulator simulator = CoupaSimulator.start();
    private final CoupaInstance coupa =
            simulator.instance("northwind", InstanceSpec.defaults().users(120).expenseLines(60));
    private final Map<Task, Path> keysets = new LinkedHashMap<>();
    private final EventKeysets events;
    private final ServiceDatabase budget;
    private final Map<String, Replica> replicas = new LinkedHashMap<>();
    private int toolRuns;

    SecuredBed(String name) {
        try {
            Path all = Files.createDirectories(Path.of("target", "boundary-tests"));
            this.logs = Files.createTempDirectory(all, name);
            Path keys = Files.createTempDirectory(logs, "keys");
            Task.all().forEach(task -> keysets.put(task, keyset(keys, task.shortName())));
            this.events = EventKeysets.in(keys);
            List<String> services =
                    KafkaRights.all().stream().map(KafkaRights::service).toList();
            this.secure = SecureListener.on(LoopbackPorts.free(), keys, services);
            this.kafka = KafkaProcess.start(
                    Files.createTempDirectory(logs, "kafka"), logs.resolve("kafka.log"), LoopbackPorts.free(), secure);
            this.budget = postgres.serviceDatabase(services.stream()
                    .filter(service -> !service.equals(CONSOLE))
                    .toArray(String[]::new));
            coupa.client(CLIENT, SECRET, Task.all().stream().map(Task::scope).collect(Collectors.toSet()));
            replicas.put("token-service", tokenService(keyset(keys, "client-secrets")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        for (Task task : Task.all()) {
            String service = KafkaRights.of(task).service();
            replicas.put(service, replica(service, ServiceEnvironment.keysetsOfTaskService(keysets.get(task), events)));
        }
        replicas.put(CONSOLE, console());
        this.admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
    }

    /** Makes topics and access rules as an operator does, and starts the services. */
    void start() {
        String printed = topicTool("--create", "--acls", "--replicas", "1", "--min-insync", "1");
        if (!printed.contains("access rules are as they should be")) {
            throw new IllegalStateException(printed);
        }
        replicas.values().forEach(Replica::start);
        replicas.values().forEach(Replica::awaitReady);
    }

    /** What the operator's command says, run from the packaged token-service. */
    String topicTool(String mode, String... arguments) {
        List<String> command = new ArrayList<>(List.of(Jdk.current().java()));
        command.addAll(ServiceJvm.options(PROJECT));
        command.addAll(List.of(
                "-cp",
                PROJECT.resolve("token-service/target/quarkus-app/lib/main") + "/*",
                "io.coupabridge.edge.kafka.TopicTool",
                "--bootstrap-server",
                kafka.bootstrapServers(),
                mode));
        command.addAll(List.of(arguments));
        Path log = logs.resolve("topic-tool-" + ++toolRuns + ".log");
        try (ChildProcess tool = ChildProcess.start("TopicTool", command, Map.of(), log, "TERM")) {
            if (!tool.awaitExit(PATIENCE)) {
                throw new IllegalStateException(tool.describeEnd(20));
            }
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Replica service(String name) {
        return replicas.get(name);
    }

    Replica tokenService() {
        return service("token-service");
    }

    CoupaInstance coupa() {
        return coupa;
    }

    /** By the listener where everybody may do everything. */
    String bootstrapServers() {
        return kafka.bootstrapServers();
    }

    Platform platform(Task task) {
        return new Platform(bootstrapServers(), task, Sealer.fromKeysetFile(keysets.get(task)), events.signer());
    }

    /** How the service connects to Kafka. */
    Map<String, Object> connection(String service) {
        return secure.connection(service);
    }

    /** What the service has logged so far. */
    String log(String service) {
        try {
            return Files.readString(logFile(service));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** When this returns, the broker refuses what the right allowed. */
    void take(String service, KafkaRight right) {
        AclBindingFilter acl = acl(service, right).toFilter();
        get(() -> admin.deleteAcls(List.of(acl)).all().get());
        awaitTold(acl, 0);
    }

    void giveBack(String service, KafkaRight right) {
        AclBinding acl = acl(service, right);
        get(() -> admin.createAcls(List.of(acl)).all().get());
        awaitTold(acl.toFilter(), 1);
    }

    /** The broker learns of a rule a moment after the controller. */
    private void awaitTold(AclBindingFilter acl, int rules) {
        Awaitility.await()
                .atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> admin.describeAcls(acl).values().get().size() == rules);
    }

    private static AclBinding acl(String service, KafkaRight right) {
        return new AclBinding(
                new ResourcePattern(
                        ResourceType.valueOf(right.resource().name()),
                        right.name(),
                        right.prefixed() ? PatternType.PREFIXED : PatternType.LITERAL),
                new AccessControlEntry(
                        "User:" + service,
                        "*",
                        AclOperation.valueOf(right.operation().name()),
                        AclPermissionType.ALLOW));
    }

    private interface Answer<T> {
        T get() throws Exception;
    }

    private static <T> T get(Answer<T> answer) {
        try {
            return answer.get();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private Replica tokenService(Path clientSecrets) {
        return replica("token-service", ServiceEnvironment.keysetsOfTokenService(clientSecrets, keysets, events));
    }

    private Replica replica(String service, Map<String, String> keysetsOfIt) {
        Map<String, String> environment = new HashMap<>(ServiceEnvironment.of(
                TestIssuer.sharedUrl(),
                secure.bootstrapServers(),
                postgres.serviceDatabase(),
                budget.of(service),
                Set.of(coupa.origin().toString())));
        environment.putAll(keysetsOfIt);
        return secured(service, environment);
    }

    /** It lets a test turn pages faster than people do. */
    private Replica console() {
        Map<String, String> environment = ServiceEnvironment.ofConsole(
                TestIssuer.sharedUrl(), secure.bootstrapServers(), postgres.serviceDatabase());
        TestIssuer.login("a-secret-for-tests-that-nobody-asks-for")
                .forEach((name, value) -> environment.put(ServiceEnvironment.variable(name), value));
        environment.putAll(ServiceEnvironment.keysetOfConsole(events));
        environment.put("COUPABRIDGE_HTTP_REQUESTS_PER_SECOND", "1000");
        for (Task task : Task.all()) {
            // only what the test asks for is sent
            environment.put(ServiceEnvironment.variable("coupabridge.schedules.default." + task.shortName()), "off");
        }
        return secured(CONSOLE, environment);
    }

    private Replica secured(String service, Map<String, String> environment) {
        secure.connection(service)
                .forEach((name, value) ->
                        environment.put(ServiceEnvironment.variable("kafka." + name), value.toString()));
        List<String> jvm = ServiceJvm.options(PROJECT, service, "-Xmx192m");
        return new Replica(PROJECT, service, jvm, environment, logFile(service));
    }

    private Path logFile(String service) {
        return logs.resolve(service + ".log");
    }

    private static Path keyset(Path directory, String name) {
        Path file = directory.resolve(name + ".json").toAbsolutePath();
        KeysetFile.create(file);
        return file;
    }

    @Override
    public void close() {
        replicas.values().forEach(Replica::abandon);
        admin.close();
        simulator.close();
        postgres.close();
        kafka.kill();
        kafka.close();
    }
}
