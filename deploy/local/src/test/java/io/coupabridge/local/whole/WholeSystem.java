package io.coupabridge.local.whole;

import io.coupabridge.contracts.Task;
import io.coupabridge.secrets.EventSigner;
import io.coupabridge.secrets.KeysetFile;
import io.coupabridge.secrets.Sealer;
import io.coupabridge.simulator.CoupaInstance;
import io.coupabridge.simulator.CoupaSimulator;
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
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The three packaged services with a broker and a database server of their own, and simulated Coupas in this JVM. The
 * processes' logs stay in {@code target/whole}.
 */
final class WholeSystem implements AutoCloseable {

    static final String TOKEN_SERVICE = "token-service";

    private static final Path PROJECT = Path.of("..", "..");

    private final Path logs;
    private final Path keys;
    private final String logLevel;
    private final TestKafka kafka;
    private final TestPostgres postgres;
    private final CoupaSimulator simulator = CoupaSimulator.start();
    private final Map<Task, Platform> platforms = new HashMap<>();
    private final Map<String, Replica> services = new LinkedHashMap<>();
    private final Map<String, ServiceDatabase> databases = new HashMap<>();

    /**
     * Starts everything.
     *
     * @param name of the directory that takes the logs
     * @param logLevel of the services' own lines
     * @param coupas makes the simulated Coupas: services may reach those that are there when they start
     */
    WholeSystem(String name, String logLevel, Function<CoupaSimulator, List<CoupaInstance>> coupas) {
        this.logLevel = logLevel;
        try {
            logs = Files.createDirectories(Path.of("target", "whole", name));
            keys = Files.createTempDirectory(logs, "keys");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        CompletableFuture<TestPostgres> database = CompletableFuture.supplyAsync(TestPostgres::start);
        kafka = TestKafka.start().createTopics();
        postgres = database.join();
        List<String> origins = coupas.apply(simulator).stream()
                .map(coupa -> coupa.origin().toString())
                .toList();
        start(origins);
    }

    private void start(List<String> origins) {
        EventKeysets events = EventKeysets.in(keys);
        Map<Task, Path> tokens = Task.all().stream().collect(Collectors.toMap(task -> task, task -> keyset(task)));
        Path secrets = keys.resolve("secrets.json");
        KeysetFile.create(secrets);
        ServiceDatabase budget = postgres.serviceDatabase();
        add(TOKEN_SERVICE, budget, origins, ServiceEnvironment.keysetsOfTokenService(secrets, tokens, events));
        tokens.forEach((task, file) -> {
            platforms.put(
                    task, new Platform(kafka.bootstrapServers(), task, Sealer.fromKeysetFile(file), events.signer()));
            add(task.shortName() + "-service", budget, origins, ServiceEnvironment.keysetsOfTaskService(file, events));
        });
        services.values().forEach(Replica::start);
        services.values().forEach(Replica::awaitReady);
    }

    private Path keyset(Task task) {
        Path file = keys.resolve(task.shortName() + ".json");
        KeysetFile.create(file);
        return file;
    }

    private void add(String module, ServiceDatabase budget, List<String> origins, Map<String, String> keysets) {
        databases.put(module, postgres.serviceDatabase());
        Map<String, String> environment = ServiceEnvironment.of(
                TestIssuer.sharedUrl(), kafka.bootstrapServers(), databases.get(module), budget, origins);
        environment.putAll(keysets);
        // one caller stands for many here
        environment.put("COUPABRIDGE_HTTP_REQUESTS_PER_SECOND", "1000000");
        if (module.equals(TOKEN_SERVICE)) {
            environment.put("COUPABRIDGE_REST_WAIT_FOR_VERDICT", "0s");
            environment.put("COUPABRIDGE_DEFAULT_CEILING", "25");
        } else {
            // a lease of eight seconds: db-scheduler logs one that a starved machine lost as an error
            environment.put("COUPABRIDGE_WORKER_HEARTBEAT", "2s");
        }
        environment.put("QUARKUS_LOG_CATEGORY__IO_COUPABRIDGE__LEVEL", logLevel);
        Path log = logs.resolve(module + ".log");
        try {
            Files.deleteIfExists(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        services.put(module, new Replica(PROJECT, module, ServiceJvm.options(PROJECT, module), environment, log));
    }

    String bootstrapServers() {
        return kafka.bootstrapServers();
    }

    /** What sends the task's commands, and speaks for token-service. */
    Platform platform(Task task) {
        return platforms.get(task);
    }

    /** Signs as token-service. */
    EventSigner signer() {
        return EventKeysets.in(keys).signer();
    }

    /** By their modules. */
    Map<String, Replica> services() {
        return services;
    }

    String origin(String module) {
        return services.get(module).origin();
    }

    /** What a service has written so far. */
    String log(String module) {
        try {
            return Files.readString(logs.resolve(module + ".log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A service's database. */
    Connection database(String module) throws SQLException {
        return DriverManager.getConnection(databases.get(module).url(), TestPostgres.USER, TestPostgres.PASSWORD);
    }

    @Override
    public void close() {
        services.values().forEach(Replica::abandon);
        platforms.values().forEach(Platform::close);
        simulator.close();
        postgres.close();
        kafka.kill();
        kafka.close();
    }
}
