package io.coupabridge.local.fault;

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
import io.coupabridge.testing.TestKafka;
import io.coupabridge.testing.TestPostgres;
import io.coupabridge.testing.postgres.ServiceDatabase;
import io.coupabridge.testing.process.Replica;
import io.coupabridge.testing.scenario.Platform;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * What replicas of one task service need, to be broken at will: a broker and a database server of their own, the
 * simulator in this JVM, and the platform, which also plays token-service's part. The processes' logs stay in {@code
 * target/fault-tests}.
 */
final class FaultBed implements AutoCloseable {

    /** Of all simulated instances. */
    static final ZoneId ZONE = ZoneId.of("UTC");

    /** More requests of one run than this are never under way at once. */
    static final int MOST_LANES = 4;

    /** The OAuth2 client of every simulated instance. */
    static final String CLIENT = "client";

    /** This checkout. */
    static final Path PROJECT = Path.of("..", "..");

    private static final int REQUESTS_KEPT = 100_000;

    private final Task task;
    private final Path logs;
    private final TestKafka kafka;
    private final TestPostgres postgres;
    private final ServiceDatabase ledger;
    private final ServiceDatabase budget;
    private final CoupaSimulator simulator = CoupaSimulator.start();
    private final Path keyset;
    private final EventKeysets events;
    private final Platform platform;
    private final List<Tenant> tenants = new ArrayList<>();
    private final List<Replica> replicas = new ArrayList<>();
    private ServiceDatabase connections;
    private ServiceDatabase console;
    private Path checkout = PROJECT;

    /** @param name of the directory that takes the logs */
    FaultBed(Task task, String name) {
        this(task, name, TestKafka::start, TestPostgres::start);
    }

    /** Three brokers, and a database server with a synchronous standby, as in production. */
    static FaultBed ofCluster(Task task, String name) {
        return new FaultBed(task, name, TestKafka::startCluster, TestPostgres::startPair);
    }

    private FaultBed(Task task, String name, Supplier<TestKafka> brokers, Supplier<TestPostgres> servers) {
        this.task = task;
        try {
            this.logs = Files.createDirectories(Path.of("target", "fault-tests", name));
            this.keyset = Files.createTempDirectory(logs, "keys").resolve("tokens.json");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        KeysetFile.create(keyset);
        this.events = EventKeysets.in(keyset.getParent());
        CompletableFuture<TestPostgres> database = CompletableFuture.supplyAsync(servers);
        this.kafka = brokers.get().createTopics();
        this.postgres = database.join();
        this.ledger = postgres.serviceDatabase();
        this.budget = postgres.serviceDatabase();
        this.platform = new Platform(kafka.bootstrapServers(), task, Sealer.fromKeysetFile(keyset), events.signer());
    }

    TestKafka kafka() {
        return kafka;
    }

    TestPostgres postgres() {
        return postgres;
    }

    Platform platform() {
        return platform;
    }

    /** Of the task service. */
    ServiceDatabase ledger() {
        return ledger;
    }

    /** Seals tokens in token-service, and opens them in the task service. */
    Path keysetOfTokens() {
        return keyset;
    }

    /** Of token-service alone. */
    Path keysetOfSecrets() {
        return keyset("secrets.json");
    }

    List<Tenant> tenants() {
        return List.copyOf(tenants);
    }

    /**
     * A tenant with a Coupa of its own, connected as if by token-service. Only replicas that start afterwards may reach it.
     */
    Tenant tenant(String name, InstanceSpec spec, int ceiling) {
        Tenant tenant = unconnectedTenant(name, spec);
        CoupaInstance coupa = tenant.coupa();
        platform.connected(
                tenant.id(), coupa.origin(), platform.grant(coupa.origin(), CLIENT, secretOf(tenant)), ceiling);
        return tenant;
    }

    /** A tenant with a Coupa of its own, for a real token-service to connect; see {@link #tenant} for who may reach it. */
    Tenant unconnectedTenant(String name, InstanceSpec spec) {
        CoupaInstance coupa = simulator.instance(name, spec.zone(ZONE));
        Tenant tenant = new Tenant(new TenantId(name), coupa, task, platform);
        coupa.client(CLIENT, secretOf(tenant), Set.of(task.scope()));
        coupa.log().keep(REQUESTS_KEPT);
        tenants.add(tenant);
        return tenant;
    }

    static String secretOf(Tenant tenant) {
        return "secret-of-" + tenant.id();
    }

    /** A replica, not started, that works until this bed is closed. */
    Replica replica() {
        return replica(Map.of());
    }

    /** @param settings beside the bed's own, as environment variables */
    Replica replica(Map<String, String> settings) {
        Map<String, String> environment = environment(ledger);
        environment.putAll(ServiceEnvironment.keysetsOfTaskService(keyset, events));
        environment.put("COUPABRIDGE_RUN_MAX_LANES", Integer.toString(MOST_LANES));
        environment.putAll(settings);
        // a killed member's partitions, and the commands on them, wait for as long as its session lasts
        return replica(
                task.shortName() + "-service",
                environment,
                List.of("-Dmp.messaging.connector.smallrye-kafka.session.timeout.ms=6000"));
    }

    /**
     * A replica, not started, of a real token-service that seals and signs for the bed's task service; it works until this
     * bed is closed.
     */
    Replica tokenService() {
        Map<String, String> environment = environment(connections());
        Map<Task, Path> tokens = new HashMap<>();
        for (Task any : Task.all()) {
            tokens.put(any, any == task ? keyset : keyset(any.shortName() + ".json"));
        }
        environment.putAll(ServiceEnvironment.keysetsOfTokenService(keysetOfSecrets(), tokens, events));
        return replica("token-service", environment, List.of());
    }

    /**
     * A replica, not started, of the console. All of them share a database.
     *
     * @param settings as environment variables
     */
    Replica console(Map<String, String> settings) {
        if (console == null) {
            console = postgres.serviceDatabase();
        }
        Map<String, String> environment =
                ServiceEnvironment.ofConsole(TestIssuer.sharedUrl(), kafka.bootstrapServers(), console);
        environment.putAll(ServiceEnvironment.keysetOfConsole(events));
        TestIssuer.login("a-secret-for-tests-that-nobody-asks-for")
                .forEach((name, value) -> environment.put(ServiceEnvironment.variable(name), value));
        environment.putAll(settings);
        return replica("console", environment, List.of());
    }

    /** Of token-service. */
    ServiceDatabase connections() {
        if (connections == null) {
            connections = postgres.serviceDatabase();
        }
        return connections;
    }

    private Path keyset(String name) {
        Path file = keyset.resolveSibling(name);
        if (Files.notExists(file)) {
            KeysetFile.create(file);
        }
        return file;
    }

    /** Replicas that are made from now on run the packaged services of that checkout. */
    void checkout(Path checkout) {
        this.checkout = checkout;
    }

    private Replica replica(String module, Map<String, String> environment, List<String> properties) {
        Path log = logs.resolve(module + "-" + (replicas.size() + 1) + ".log");
        List<String> jvm = new ArrayList<>(ServiceJvm.options(checkout, module, "-Xmx192m"));
        jvm.addAll(properties);
        Replica replica = new Replica(checkout, module, jvm, environment, log);
        replicas.add(replica);
        return replica;
    }

    private Map<String, String> environment(ServiceDatabase database) {
        List<String> origins = tenants.stream()
                .map(tenant -> tenant.coupa().origin().toString())
                .toList();
        return ServiceEnvironment.of(TestIssuer.sharedUrl(), kafka.bootstrapServers(), database, budget, origins);
    }

    /** Ends every session that a replica has with the ledger, as a failover does. */
    void breakDatabaseConnections() {
        inLedger("select pg_terminate_backend(pid) from pg_stat_activity"
                + " where datname = current_database() and pid <> pg_backend_pid()");
    }

    /** Lets all tenants be read faster than any message may allow; for those that a ready replica knows. */
    void liftCeilings(int requestsPerSecond) {
        inLedger("update connection set event = regexp_replace(event, '\"requestCeiling\":[0-9]+', '\"requestCeiling\":"
                + requestsPerSecond + "')");
    }

    void inLedger(String sql) {
        TestPostgres.execute(ledger.url(), sql);
    }

    /** What the task service knows of a connected tenant. @param field of {@code ConnectionEvent} */
    String known(Tenant tenant, String field) {
        return fromLedger(
                "select event::json ->> '" + field + "' from connection where tenant = '" + tenant.id() + "'");
    }

    /** What the query finds first, as text; null when it finds nothing. */
    String fromLedger(String query) {
        return TestPostgres.query(ledger.url(), query);
    }

    /** What a {@code read_committed} consumer holds of the tenants that were sent commands. */
    Judgement judge() {
        List<Tenant> judged =
                tenants.stream().filter(tenant -> !tenant.commands().isEmpty()).toList();
        return Judgement.of(kafka.bootstrapServers(), task, judged);
    }

    /** What it holds of one tenant. */
    Judgement judge(Tenant tenant) {
        return Judgement.of(kafka.bootstrapServers(), task, List.of(tenant));
    }

    @Override
    public void close() {
        // in no good order: nobody needs what they hold any more
        replicas.forEach(Replica::abandon);
        platform.close();
        simulator.close();
        postgres.close();
        kafka.kill();
        kafka.close();
    }
}
