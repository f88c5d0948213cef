package io.coupabridge.runtime.run;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.agroal.api.AgroalDataSource;
import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.DiscoveredUser;
import io.coupabridge.contracts.RunMode;
import io.coupabridge.contracts.TaskEvent;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.contracts.Topic;
import io.coupabridge.edge.budget.BudgetMetrics;
import io.coupabridge.edge.kafka.KafkaClients;
import io.coupabridge.edge.trace.TraceParent;
import io.coupabridge.publication.PublicationStream;
import io.coupabridge.publication.StreamLostException;
import io.coupabridge.runtime.handler.Pass;
import io.coupabridge.runtime.ledger.Database;
import io.coupabridge.runtime.ledger.Position;
import io.coupabridge.runtime.ledger.Run;
import io.coupabridge.runtime.ledger.TestStores;
import io.coupabridge.runtime.message.Messages;
import io.coupabridge.runtime.observation.Metrics;
import io.coupabridge.runtime.observation.RunLog;
import io.coupabridge.runtime.observation.Tracing;
import io.coupabridge.runtime.publication.Publication;
import io.coupabridge.runtime.publication.Streams;
import io.coupabridge.runtime.publication.TestStreams;
import io.coupabridge.testing.TestKafka;
import io.coupabridge.testing.TopicReader;
import io.coupabridge.testing.TopicRecord;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** A ledger and its streams, without Quarkus and Coupa: a fresh database, and the Kafka that all tests share. */
final class LedgerBed implements AutoCloseable {

    final String bootstrapServers = TestKafka.shared().bootstrapServers();
    final TaskSetup setup = ReadingBed.setup(Clock.systemUTC());
    final KafkaClients kafka = new KafkaClients(Map.of("bootstrap.servers", bootstrapServers));
    final Messages messages = new Messages(setup.handler, setup.clock);
    final Telemetry telemetry;
    final TestStores stores;
    final Database database;
    final RunLedger runLedger;
    final Streams streams;

    /** What others wrote before concerns nobody here. */
    private final Instant since = Instant.now();

    private final AgroalDataSource dataSource = MigratedDatabase.ledger();
    private final TestStreams opened;

    LedgerBed() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        telemetry = new Telemetry(
                new Metrics(registry, new BudgetMetrics(registry)),
                new RunLog(setup.handler),
                new Tracing(OpenTelemetry.noop(), setup.handler, true));
        stores = new TestStores(dataSource);
        database = stores.database;
        runLedger = new RunLedger(stores.runs, stores.records, stores.sweeps, stores.watermarks);
        opened = new TestStreams(stores, kafka, setup.handler);
        streams = opened.streams;
    }

    /** One whom no other test knows: tests share Kafka. */
    static TenantId freshTenant() {
        return new TenantId("t-" + UUID.randomUUID());
    }

    PublicationStream open(TenantId tenant) {
        return streams.open(tenant, Streams.RUNS);
    }

    /** What a sweep of the pass needs. */
    SweepScope sweep(PublicationStream stream, Pass pass) {
        return new SweepScope(
                runLedger.sweeps, setup.config.run(), stream, outcomes(stream).publisher(), pass);
    }

    Outcomes outcomes(PublicationStream stream) {
        return new Outcomes(setup, runLedger, messages, telemetry, stream);
    }

    /** A run in the ledger that waits its turn, with an hour until its deadline. */
    Run queued(TenantId tenant, RunMode mode) {
        return queued(tenant, mode, Instant.now().plus(Duration.ofHours(1)), false);
    }

    Run queued(TenantId tenant, RunMode mode, Instant deadline, boolean acceptRemovals) {
        return inLedger(command(tenant, mode, deadline, acceptRemovals).accepted());
    }

    /** A run in the ledger whose command has not been answered, with an hour until its deadline. */
    Run received(TenantId tenant) {
        Run run = command(tenant, RunMode.FULL, Instant.now().plus(Duration.ofHours(1)), false);
        stores.runs.insert(run);
        return run;
    }

    private static Run command(TenantId tenant, RunMode mode, Instant deadline, boolean acceptRemovals) {
        return Run.received(
                UUID.randomUUID(),
                tenant,
                mode,
                null,
                null,
                "a test",
                Instant.now(),
                deadline,
                acceptRemovals,
                null,
                TraceParent.fresh());
    }

    /** A full run in the ledger that has just started. */
    Run running(TenantId tenant, Position start) {
        return running(queued(tenant, RunMode.FULL), start);
    }

    Run running(Run queued, Position start) {
        Instant now = Instant.now();
        return inLedger(queued.started(RunMode.FULL, null, now, now, start));
    }

    /** Stored as received, and then as it is: the first statement knows no more. */
    private Run inLedger(Run run) {
        stores.runs.insert(run);
        stores.runs.update(run);
        return run;
    }

    /** Closes the stream between the ledger's transaction and Kafka's, as a crash does; an event of the run comes before. */
    void breakOff(PublicationStream stream, Run run, ThrowingCallable publishing) {
        TaskEvent event = run.event(setup.task(), TaskEvent.Type.PROGRESSED, Instant.now());
        stream.publish(() -> new Publication().message(messages.taskEvent(event, run.trace())));
        String producer = database.one(
                        "select producer from stream where tenant = ?",
                        row -> row.getString(1),
                        run.tenant().value())
                .orElseThrow();
        kafka.fence(producer);
        assertThatThrownBy(publishing).isInstanceOf(StreamLostException.class);
        stream.close();
    }

    /** The run as the ledger has it. */
    Run find(Run run) {
        return stores.runs.find(run.commandId()).orElseThrow();
    }

    /** As a mapper makes one: without a change and a version. */
    static DiscoveredUser user(TenantId tenant, long id, String login) {
        return new DiscoveredUser(
                tenant, id, null, 0, login, null, null, null, null, null, null, null, null, null, null, null);
    }

    /** What consumers have of the tenant's records, in order. */
    List<DiscoveredUser> published(TenantId tenant) {
        return read(ApplicationRoster.TASK.recordTopic(), record -> record.key().startsWith(tenant + "/")).stream()
                .map(record -> record.as(DiscoveredUser.class))
                .toList();
    }

    /** What consumers were told of the run, in order. */
    List<TaskEvent> events(Run run) {
        return read(
                        Topic.TASK_EVENTS,
                        record -> record.key().equals(run.tenant().value()))
                .stream()
                .map(record -> record.as(TaskEvent.class))
                .filter(event -> event.commandId().equals(run.commandId()))
                .toList();
    }

    List<TopicRecord> read(Topic topic, Predicate<TopicRecord> wanted) {
        return TopicReader.readAll(bootstrapServers, topic, since).stream()
                .filter(wanted)
                .toList();
    }

    @Override
    public void close() {
        opened.close();
        dataSource.close();
    }
}
