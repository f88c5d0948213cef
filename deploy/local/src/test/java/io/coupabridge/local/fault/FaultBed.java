package io.coupabridge.local.fault;

import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.secrets.KeysetFile;
import io.coupabridge.secrets.Sealer;
import io.coupabridge.simulator.CoupaInstance;
import io.coupabridge.simulator.CoupaSimulator;
import io.coupabridge.simulator.InstanceSpec;
import io.coupabridge.testing.TestKafka;
import io.coupabridge.testing.TestPostgres;
import io.coupabridge.testing.scenario.Platform;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

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

    private final Task task;
    private final Path logs;
    private final TestKafka kafka = TestKafka.start().createTopics();
    private final TestPostgres postgres = TestPostgres.start();
    private final String ledger = postgres.freshDatabase();
    private final String budget = postgres.freshDatabase();
    private final CoupaSimulator simulator = CoupaSimulator.start();
    private final Path keyset;
    private final Platform platform;
    private final List<Tenant> tenants = new ArrayList<>();
    private final List<Replica> replicas = new ArrayList<>();

    /** @param name of the directory that takes the logs */
    FaultBed(Task task, String name) {
        this.task = task;
        try {
            this.logs = Files.createDirectories(Path.of("target", "fault-tests", name));
            this.keyset = Files.createTempDirectory(logs, "keys").resolve("tokens.json");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        KeysetFile.create(keyset);
        this.platform = new Platform(kafka.bootstrapServers(), task, Sealer.fromKeysetFile(keyset));
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

    List<Tenant> tenants() {
        return List.copyOf(tenants);
    }

    /** A connected tenant with a Coupa of its own. Only replicas that start afterwards may reach it. */
    Tenant tenant(String name, InstanceSpec spec, int ceiling) {
        CoupaInstance coupa = simulator.instance(name, spec.zone(ZONE));
        coupa.client("client", "secret-of-" + name, Set.of(task.scope()));
        TenantId id = new TenantId(name);
        platform.connected(id, coupa.origin(), platform.grant(coupa.origin(), "client", "secret-of-" + name), ceiling);
        Tenant tenant = new Tenant(id, coupa, task, platform);
        tenants.add(tenant);
        return tenant;
    }

    /** A replica, not started, that works until this bed is closed. */
    Replica replica() {
        return replica(Map.of());
    }

    /** @param settings beside the bed's own, as environment variables */
    Replica replica(Map<String, String> settings) {
        Map<String, String> environment = environment();
        environment.putAll(settings);
        Replica replica = new Replica(
                task.shortName() + "-service",
                environment,
                // a killed member's partitions, and the commands on them, wait for as long as its session lasts
                Map.of("mp.messaging.incoming.commands.session.timeout.ms", "6000"),
                logs.resolve("replica-" + (replicas.size() + 1) + ".log"));
        replicas.add(replica);
        return replica;
    }

    private Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>();
        environment.put("QUARKUS_PROFILE", "local");
        environment.put("QUARKUS_HTTP_HOST", "127.0.0.1");
        environment.put("KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrapServers());
        environment.put("QUARKUS_DATASOURCE_JDBC_URL", ledger);
        environment.put("QUARKUS_DATASOURCE_USERNAME", TestPostgres.USER);
        environment.put("QUARKUS_DATASOURCE_PASSWORD", TestPostgres.PASSWORD);
        environment.put("QUARKUS_DATASOURCE__BUDGET__JDBC_URL", budget);
        environment.put("QUARKUS_DATASOURCE__BUDGET__USERNAME", TestPostgres.USER);
        environment.put("QUARKUS_DATASOURCE__BUDGET__PASSWORD", TestPostgres.PASSWORD);
        environment.put("COUPABRIDGE_KEYSETS_TOKENS", keyset.toString());
        environment.put("COUPABRIDGE_RUN_MAX_LANES", Integer.toString(MOST_LANES));
        environment.put(
                "COUPABRIDGE_ALLOWED_ORIGINS",
                tenants.stream()
                        .map(tenant -> tenant.coupa().origin().toString())
                        .collect(Collectors.joining(",")));
        return environment;
    }

    /** Ends every session that a replica has with the ledger, as a failover does. */
    void breakDatabaseConnections() {
        try (Connection connection = DriverManager.getConnection(ledger);
                Statement statement = connection.createStatement()) {
            statement.execute("select pg_terminate_backend(pid) from pg_stat_activity"
                    + " where datname = current_database() and pid <> pg_backend_pid()");
        } catch (SQLException e) {
            throw new IllegalStateException("The sessions cannot be ended: " + e.getMessage(), e);
        }
    }

    /** What a {@code read_committed} consumer holds of the tenants that were sent commands. */
    Judgement judge() {
        List<Tenant> judged =
                tenants.stream().filter(tenant -> !tenant.commands().isEmpty()).toList();
        return Judgement.of(kafka.bootstrapServers(), task, judged);
    }

    @Override
    public void close() {
        replicas.forEach(Replica::close);
        platform.close();
        simulator.close();
        postgres.close();
        kafka.close();
    }
}
