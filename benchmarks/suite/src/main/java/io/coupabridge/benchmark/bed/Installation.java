package io.coupabridge.benchmark.bed;

import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.RunMode;
import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TaskEvent;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.local.TokenServiceClient;
import io.coupabridge.secrets.KeysetFile;
import io.coupabridge.secrets.Sealer;
import io.coupabridge.simulator.CoupaInstance;
import io.coupabridge.testing.EventKeysets;
import io.coupabridge.testing.ServiceEnvironment;
import io.coupabridge.testing.TestIssuer;
import io.coupabridge.testing.TestTokens;
import io.coupabridge.testing.postgres.PostgresServer;
import io.coupabridge.testing.postgres.ServiceDatabase;
import io.coupabridge.testing.process.Jdk;
import io.coupabridge.testing.process.Replica;
import io.coupabridge.testing.scenario.Platform;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * Coupa Bridge on a bed: token-service and any number of replicas of the two task services, as packaged, on databases of
 * their own. Not thread-safe but for {@link #connect}.
 */
public final class Installation implements AutoCloseable {

    private static final Duration PROJECTED = Duration.ofSeconds(60);
    private static final Duration ALL_PROJECTED = Duration.ofMinutes(10);
    private static final int ADMINS = 40;

    private final Bed bed;
    private final Map<Task, Path> keysets = new LinkedHashMap<>();
    private final EventKeysets events;
    private final Map<Task, String> ledgers = new LinkedHashMap<>();
    private final Map<Task, Platform> platforms = new LinkedHashMap<>();
    private final Map<Task, List<Replica>> workers = new LinkedHashMap<>();
    private final String budget;
    private final String connections;
    private final List<String> origins;
    private final List<Replica> tokenServices;
    private final TokenServiceClient admin;
    private final OutcomeTail outcomes;

    /**
     * Starts it with one token-service, and returns when every replica is ready.
     *
     * @param replicas of each task service
     * @param coupas that its tenants may point to
     */
    public Installation(Bed bed, int replicas, Collection<CoupaInstance> coupas) {
        this(bed, 1, replicas, coupas);
    }

    /**
     * Starts it, and returns when every replica is ready.
     *
     * @param tokenServices how many replicas of token-service
     * @param replicas of each task service
     * @param coupas that its tenants may point to
     */
    public Installation(Bed bed, int tokenServices, int replicas, Collection<CoupaInstance> coupas) {
        this.bed = bed;
        this.events = EventKeysets.in(bed.path(""));
        this.budget = bed.freshDatabase();
        this.origins = coupas.stream()
                .map(coupa -> coupa.origin().toString())
                .distinct()
                .toList();
        for (Task task : Task.all()) {
            keysets.put(task, newKeyset(task.shortName()));
            ledgers.put(task, bed.freshDatabase());
            workers.put(
                    task,
                    Stream.generate(() -> worker(task, Jdk.current(), List.of()))
                            .limit(replicas)
                            .collect(Collectors.toCollection(ArrayList::new)));
        }
        this.connections = bed.freshDatabase();
        Path secrets = newKeyset("secrets");
        this.tokenServices = Stream.generate(() -> tokenService(secrets))
                .limit(tokenServices)
                .toList();
        this.admin = new TokenServiceClient(this.tokenServices.get(0).origin(), TestTokens.shared());
        this.outcomes = new OutcomeTail(bed.bootstrapServers());
        try {
            start();
        } catch (Throwable failure) {
            // nobody else can: the caller gets nothing to close
            close();
            throw failure;
        }
    }

    private void start() {
        keysets.forEach((task, keyset) -> platforms.put(
                task, new Platform(bed.bootstrapServers(), task, Sealer.fromKeysetFile(keyset), events.signer())));
        tokenServices.forEach(Replica::start);
        workers.values().forEach(replicas -> replicas.forEach(Replica::start));
        tokenServices.forEach(Replica::awaitReady);
        workers.values().forEach(replicas -> replicas.forEach(Replica::awaitReady));
    }

    /**
     * Connects a tenant as an Integration Admin and an operator do, and waits until both services may use its tokens.
     *
     * @param ceiling requests a second, 1 to 25
     */
    public TenantId connect(String tenant, CoupaInstance coupa, int ceiling) {
        TenantId connected = save(tenant, coupa, ceiling);
        awaitUsable(List.of(connected), ceiling, PROJECTED);
        return connected;
    }

    private TenantId save(String tenant, CoupaInstance coupa, int ceiling) {
        // first, since the strictest ceiling of the last minute governs
        admin.setRequestCeiling(tenant, ceiling);
        admin.connect(tenant, coupa.origin().toString(), Bed.CLIENT, Bed.SECRET);
        return new TenantId(tenant);
    }

    private void awaitUsable(List<TenantId> tenants, int ceiling, Duration atMost) {
        for (Task task : Task.all()) {
            Awaitility.await("connections and tokens of " + tenants.size() + " tenants for " + task)
                    .atMost(atMost)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(100))
                    .until(() -> usable(task, tenants, ceiling) == tenants.size());
        }
    }

    /** {@link #connect} for many, a few at a time; in their order, under names of their own. */
    public List<TenantId> connectAll(List<CoupaInstance> coupas, int ceiling) {
        ExecutorService admins = Executors.newFixedThreadPool(ADMINS);
        try {
            List<Callable<TenantId>> saves = new ArrayList<>();
            for (CoupaInstance coupa : coupas) {
                String name = bed.freshName("tenant");
                saves.add(() -> save(name, coupa, ceiling));
            }
            List<TenantId> tenants = new ArrayList<>();
            for (Future<TenantId> tenant : admins.invokeAll(saves)) {
                tenants.add(tenant.get());
            }
            awaitUsable(tenants, ceiling, ALL_PROJECTED);
            return tenants;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("A tenant could not be connected.", e.getCause());
        } finally {
            admins.shutdownNow();
        }
    }

    /** Lets tenants be read faster than any message may allow: no Coupa permits it, a measurement may. */
    public void liftCeilings(Task task, List<TenantId> tenants, int requestsPerSecond) {
        String names = tenants.stream().map(TenantId::value).collect(Collectors.joining("','", "('", "')"));
        String sql =
                "update connection set event = regexp_replace(event, '\"requestCeiling\":[0-9]+', '\"requestCeiling\":"
                        + requestsPerSecond + "') where tenant in " + names;
        Awaitility.await("the projection of the connections")
                .atMost(PROJECTED)
                .until(() -> update(ledgers.get(task), sql) == tenants.size());
        try {
            // what the verification asked with would govern for a minute
            update(budget, "delete from request_budget_holder");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    public UUID run(TenantId tenant, Task task, RunMode mode) {
        return platforms.get(task).run(tenant, mode);
    }

    /** Whether a run has no outcome yet. */
    public boolean runs(UUID command) {
        return outcomes.of(command).isEmpty();
    }

    /**
     * The receipt of a run.
     *
     * @throws IllegalStateException when it ended otherwise, has not ended in time, or a service has died
     */
    public TaskEvent completed(UUID command, Duration atMost) {
        TaskEvent outcome = outcomes.await(command, atMost, this::requireAlive);
        if (outcome.type() != TaskEvent.Type.COMPLETED) {
            throw new IllegalStateException("The run did not complete: " + outcome);
        }
        return outcome;
    }

    private void requireAlive() {
        tokenServices.forEach(Replica::requireAlive);
        workers.values().forEach(replicas -> replicas.forEach(Replica::requireAlive));
    }

    /** Stops one roster-service in good order, starts another like it, and says how long it took to be ready. */
    public double secondsToRestart(Jdk jdk, List<String> options) {
        List<Replica> replicas = workers.get(ApplicationRoster.TASK);
        replicas.get(0).stop();
        replicas.set(0, worker(ApplicationRoster.TASK, jdk, options));
        long begin = System.nanoTime();
        replicas.get(0).start().awaitReady();
        return (System.nanoTime() - begin) / 1e9;
    }

    /** Of a task service's replicas. */
    public List<Long> pids(Task task) {
        return workers.get(task).stream().map(Replica::pid).toList();
    }

    /** Of token-service. */
    public List<Long> tokenServicePids() {
        return tokenServices.stream().map(Replica::pid).toList();
    }

    /** How large the databases are: token-service's, the request budget's, and the ledger of each task. */
    public Map<String, Long> databaseBytes() {
        Map<String, Long> bytes = new LinkedHashMap<>();
        bytes.put("token-service's database", size(connections));
        ledgers.forEach((task, ledger) -> bytes.put("ledger of " + task.shortName() + "-service", size(ledger)));
        bytes.put("request budget", size(budget));
        return bytes;
    }

    private static long size(String database) {
        try (Connection connection = DriverManager.getConnection(database);
                Statement statement = connection.createStatement();
                ResultSet size = statement.executeQuery("select pg_database_size(current_database())")) {
            size.next();
            return size.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        workers.values().forEach(started -> started.forEach(Replica::close));
        tokenServices.forEach(Replica::close);
        platforms.values().forEach(Platform::close);
        outcomes.close();
    }

    /**
     * Of how many the task's ledger knows a connection with that ceiling, and a token that may be used now. A full machine may
     * keep a verification waiting. A connection is degraded then, and as good here.
     */
    private int usable(Task task, List<TenantId> tenants, int ceiling) throws SQLException {
        String sql = """
                select count(*) from connection join token using (tenant)
                where tenant = any (?) and connection.event::json ->> 'state' in ('ACTIVE', 'DEGRADED')
                and token.event::json ->> 'status' = 'ISSUED'
                and (connection.event::json ->> 'requestCeiling')::int = ?
                and (token.event::json ->> 'usableFrom')::timestamptz <= now()
                """;
        try (Connection connection = DriverManager.getConnection(ledgers.get(task));
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setArray(
                    1,
                    connection.createArrayOf(
                            "text", tenants.stream().map(TenantId::value).toArray()));
            statement.setInt(2, ceiling);
            try (ResultSet found = statement.executeQuery()) {
                found.next();
                return found.getInt(1);
            }
        }
    }

    private static int update(String database, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(database);
                Statement statement = connection.createStatement()) {
            return statement.executeUpdate(sql);
        }
    }

    private Replica tokenService(Path secrets) {
        Map<String, String> environment = environment(connections);
        environment.putAll(ServiceEnvironment.keysetsOfTokenService(secrets, keysets, events));
        // one caller stands for all administrators here, and does not wait for the verdicts
        environment.put("COUPABRIDGE_HTTP_REQUESTS_PER_SECOND", "100000");
        environment.put("COUPABRIDGE_REST_WAIT_FOR_VERDICT", "0s");
        return replica("token-service", Jdk.current(), List.of(), environment);
    }

    private Replica worker(Task task, Jdk jdk, List<String> options) {
        Map<String, String> environment = environment(ledgers.get(task));
        environment.putAll(ServiceEnvironment.keysetsOfTaskService(keysets.get(task), events));
        return replica(task.shortName() + "-service", jdk, options, environment);
    }

    private Replica replica(String module, Jdk jdk, List<String> options, Map<String, String> environment) {
        List<String> jvm = new ArrayList<>(bed.jvm());
        jvm.addAll(options);
        return new Replica(bed.project(), module, jdk, jvm, environment, bed.path(bed.freshName(module) + ".log"));
    }

    private Path newKeyset(String purpose) {
        Path file = bed.path(bed.freshName(purpose) + ".json");
        KeysetFile.create(file);
        return file;
    }

    private Map<String, String> environment(String database) {
        return ServiceEnvironment.of(
                TestIssuer.sharedUrl(), bed.bootstrapServers(), oneRole(database), oneRole(budget), origins);
    }

    private static ServiceDatabase oneRole(String database) {
        return ServiceDatabase.ofOneRole(database, PostgresServer.USER, Bed.DATABASE_PASSWORD);
    }
}
