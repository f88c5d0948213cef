package io.coupabridge.runtime.run;

import io.coupabridge.budget.RequestBudget;
import io.coupabridge.client.address.BaseUrlRules;
import io.coupabridge.client.failure.RetryDelays;
import io.coupabridge.client.http.CoupaHttp;
import io.coupabridge.client.http.Resource;
import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.DiscoveredUser;
import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.edge.budget.BudgetMetrics;
import io.coupabridge.runtime.configuration.RuntimeConfig;
import io.coupabridge.runtime.connection.Access;
import io.coupabridge.runtime.connection.Access.Granted;
import io.coupabridge.runtime.handler.MappedPage;
import io.coupabridge.runtime.handler.PageMapper;
import io.coupabridge.runtime.handler.Pass;
import io.coupabridge.runtime.handler.RunScope;
import io.coupabridge.runtime.handler.TaskHandler;
import io.coupabridge.runtime.ledger.Position.Held;
import io.coupabridge.runtime.ledger.Run;
import io.coupabridge.runtime.ledger.WatermarkStore.Mark;
import io.coupabridge.runtime.observation.Metrics;
import io.coupabridge.runtime.observation.Tracing;
import io.coupabridge.runtime.schedule.NextStep;
import io.coupabridge.runtime.schedule.StopSignal;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.LongFunction;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** A run that a worker has, without Quarkus, Kafka and a ledger. Its budget and its Coupa are real, if there are any. */
final class ReadingBed implements AutoCloseable, StopSignal, TenantState {

    private static final PageMapper PUTS_ASIDE = (page, scope) -> PageMapper.Draft.of(new MappedPage(
            List.of(),
            page.records().stream()
                    .map(row -> MappedPage.Unmappable.inItsOwnRow(row, "All rows are put aside."))
                    .toList(),
            List.of(),
            Set.of()));
    static final Pass USERS = new Pass(
                    "users", new Resource("/api/users", "[\"id\"]", Set.of("id")), List.of(), PUTS_ASIDE)
            .sweeping(new Pass.Sweep(null, PUTS_ASIDE));
    private static final RuntimeConfig CONFIG = config();

    final RecordedJournal journal = new RecordedJournal();
    final Metrics metrics;
    final Clock clock;
    final TimeSlice time;
    final ReplicaResources resources;
    final CoupaSessions sessions;
    final LaneReaders readers;
    final LookInterval nextLook = new LookInterval();
    volatile boolean othersWait;
    volatile boolean stopped;
    LongFunction<Optional<Instant>> successor = version -> Optional.empty();
    BiFunction<Run, Granted, Access> rules = (run, held) -> held;
    Optional<Mark> mark = Optional.empty();

    private final TaskSetup setup;
    private final Vertx vertx = Vertx.vertx();
    private final CoupaHttp http;

    /** @param database of the budget, which need not be there */
    ReadingBed(Set<URI> coupas, DataSource database, Clock clock) {
        this.clock = clock;
        this.time = new TimeSlice(Duration.ofHours(1), this);
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        this.metrics = new Metrics(registry, new BudgetMetrics(registry));
        this.http = new CoupaHttp(vertx, new BaseUrlRules(Set.of(), coupas));
        RequestBudget budget = new RequestBudget(database, RequestBudget.Settings.defaults());
        this.setup = setup(clock);
        Telemetry telemetry = new Telemetry(metrics, null, new Tracing(OpenTelemetry.noop(), setup.handler, true));
        this.resources = new ReplicaResources(http, budget, CONFIG, metrics);
        this.sessions = new CoupaSessions(setup, (tenant, wanted) -> new HashMap<>(), telemetry, resources);
        this.readers = new LaneReaders(setup, telemetry, resources);
    }

    /** Without Coupa and budget: what is sent fails. */
    static ReadingBed alone(Clock clock) {
        PGSimpleDataSource down = new PGSimpleDataSource();
        down.setUrl("jdbc:postgresql://localhost:1/down");
        return new ReadingBed(Set.of(), down, clock);
    }

    /** Of a service that reads users, with the settings that nobody has changed. */
    static TaskSetup setup(Clock clock) {
        return new TaskSetup(new Users(), CONFIG, clock);
    }

    private static final class Users implements TaskHandler {

        @Override
        public Task task() {
            return ApplicationRoster.TASK;
        }

        @Override
        public List<Pass> passes(RunScope scope) {
            return List.of(USERS);
        }

        @Override
        public DiscoveredUser removed(TenantId tenant, long userId) {
            return DiscoveredUser.removed(tenant, userId);
        }
    }

    ActiveRun active(Run run, Granted access) {
        CoupaSession session = sessions.open(ActiveRun.scopeOf(run), access, lastMove -> false);
        return new ActiveRun(run, session, journal);
    }

    Pauses pauses(ActiveRun active) {
        return new Pauses(active, time, metrics, CONFIG.worker().longestWaitInPlace(), clock);
    }

    Recovery recovery(ActiveRun active) {
        FailurePolicy policy = new FailurePolicy(
                ApplicationRoster.TASK, CONFIG.run().attempts(), new RetryDelays(new Random(1)), clock);
        return new Recovery(active, policy, pauses(active), nextLook, this::successorUsableFrom);
    }

    RunWatch watch(ActiveRun active) {
        return new RunWatch(active, time, pauses(active), nextLook, this::access);
    }

    RunControl control(ActiveRun active) {
        return new RunControl(active, time, watch(active), recovery(active), pauses(active));
    }

    /** The pass over users, of which the run's position says what is left to read. */
    OpenPass open(ActiveRun active) {
        var plan = new PassPlanner(time).lanes(USERS, active.position());
        return new OpenPass(USERS, plan, readers.open(USERS, plan, active.session(), time), true);
    }

    /** Reads the run until it pauses or ends; there is nothing to sweep. */
    Optional<NextStep> read(Run run, Granted access) throws InterruptedException {
        RunPlace place = new RunPlace(this, journal, time, pass -> {
            throw new IllegalStateException("There is no sweep here.");
        });
        return new RunReading(new ReadingParts(setup, metrics, sessions, readers), place, run, access).read();
    }

    @Override
    public Access access(Run run, Granted held) {
        return rules.apply(run, held);
    }

    @Override
    public Optional<Instant> successorUsableFrom(long tokenVersion) {
        return successor.apply(tokenVersion);
    }

    @Override
    public Optional<Mark> mark() {
        return mark;
    }

    @Override
    public boolean anyKnown() {
        return false;
    }

    @Override
    public boolean anyGone() {
        return false;
    }

    @Override
    public Held held(LocalDate since) {
        return Held.NOTHING;
    }

    @Override
    public boolean stopped() {
        return stopped;
    }

    @Override
    public boolean othersWait() {
        return othersWait;
    }

    @Override
    public void close() {
        resources.stop();
        http.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private static RuntimeConfig config() {
        Map<String, String> settings = Map.of(
                "coupabridge.task", "roster",
                "coupabridge.keysets.tokens", "none.json",
                "coupabridge.keysets.event-verification", "none.json");
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withConverter(Duration.class, 200, new DurationConverter())
                .withMapping(RuntimeConfig.class)
                .withSources(new PropertiesConfigSource(settings, "the test", 100))
                .build()
                .getConfigMapping(RuntimeConfig.class);
    }
}
