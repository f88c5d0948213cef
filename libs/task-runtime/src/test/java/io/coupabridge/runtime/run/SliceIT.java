package io.coupabridge.runtime.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.client.address.BaseUrlRules;
import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.ConnectionEvent;
import io.coupabridge.contracts.ConnectionState;
import io.coupabridge.contracts.ErrorCode;
import io.coupabridge.contracts.RunMode;
import io.coupabridge.contracts.TaskAccess;
import io.coupabridge.contracts.TaskAccess.Verdict;
import io.coupabridge.contracts.TaskEvent;
import io.coupabridge.contracts.TaskEvent.Type;
import io.coupabridge.contracts.TaskEvent.WaitReason;
import io.coupabridge.contracts.TokenEvent;
import io.coupabridge.contracts.Topic;
import io.coupabridge.edge.kafka.TopicRetention;
import io.coupabridge.publication.PublicationStream;
import io.coupabridge.runtime.connection.AccessRules;
import io.coupabridge.runtime.connection.TestConnections;
import io.coupabridge.runtime.ledger.Position;
import io.coupabridge.runtime.ledger.Run;
import io.coupabridge.runtime.schedule.NextStep;
import io.coupabridge.secrets.KeysetFile;
import io.coupabridge.secrets.Sealer;
import io.coupabridge.simulator.CoupaInstance;
import io.coupabridge.simulator.InstanceSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The work of a tenant of whom no connection is known, unless a test tells of one. */
@Timeout(120)
class SliceIT extends SimulatedCoupaTest {

    private static final int CEILING = 25;

    /** Too few to be too many when all are put aside. */
    private static final int USERS = 5;

    private static LedgerBed ledger;
    private static Sealer sealer;

    private final Instant inAnHour = Instant.now().plus(Duration.ofHours(1)).truncatedTo(ChronoUnit.MILLIS);
    private TestConnections connections;
    private CoupaInstance coupa;
    private PublicationStream stream;
    private RunAdmission admission;
    private TenantErasure erasure;

    @BeforeAll
    static void makeLedger(@TempDir Path keys) {
        ledger = new LedgerBed();
        Path keyset = keys.resolve("tokens.json");
        KeysetFile.create(keyset);
        sealer = Sealer.fromKeysetFile(keyset);
    }

    @AfterAll
    static void closeLedger() {
        ledger.close();
    }

    @BeforeEach
    void wire() {
        coupa = coupa(InstanceSpec.defaults().users(USERS));
        connections = new TestConnections(ledger.stores);
        TaskSetup setup = ledger.setup;
        BaseUrlRules addresses = new BaseUrlRules(Set.of(), Set.of(coupa.origin()));
        AccessRules rules = connections.rules(sealer, addresses, setup.config, setup.handler, setup.clock);
        ReadingParts parts = new ReadingParts(setup, bed.metrics, bed.sessions, bed.readers);
        admission = new RunAdmission(parts, ledger.runLedger, rules);
        erasure = new TenantErasure(setup, ledger.stores.erasures, new TopicRetention(ledger.kafka), ledger.messages);
        stream = ledger.open(tenant);
    }

    @AfterEach
    void closeStream() {
        stream.close();
    }

    @Test
    void without_a_command_there_is_nothing_to_do() throws Exception {
        // when
        NextStep next = slice().work();

        // then
        assertThat(next).isEqualTo(new NextStep.Idle());
        assertThat(events()).isEmpty();
    }

    @Test
    void a_command_that_may_read_is_read_and_completed() throws Exception {
        // given
        connect();
        Run run = ledger.queued(tenant, RunMode.FULL);

        // when
        NextStep next = slice().work();

        // then
        assertThat(next).isEqualTo(new NextStep.Idle());
        assertThat(ledger.events(run)).extracting(TaskEvent::type).containsExactly(Type.STARTED, Type.COMPLETED);
        assertThat(ledger.find(run).progress().recordsRead()).isEqualTo(USERS);
    }

    @Test
    void commands_are_worked_in_the_order_in_which_they_came_until_there_are_none() throws Exception {
        // given
        disconnect();
        Run first = ledger.queued(tenant, RunMode.FULL);
        Run second = ledger.queued(tenant, RunMode.FULL);

        // when
        NextStep next = slice().work();

        // then
        assertThat(next).isEqualTo(new NextStep.Idle());
        assertThat(events()).extracting(TaskEvent::commandId).containsExactly(first.commandId(), second.commandId());
        assertThat(events()).extracting(event -> event.failure().code()).containsOnly(ErrorCode.DISCONNECTED);
    }

    @Test
    void a_run_that_has_started_goes_on_before_a_command_that_came_earlier() throws Exception {
        // given
        disconnect();
        Run queued = ledger.queued(tenant, RunMode.FULL);
        Run running = ledger.running(tenant, Position.START);

        // when
        slice().work();

        // then
        assertThat(events()).extracting(TaskEvent::commandId).containsExactly(running.commandId(), queued.commandId());
    }

    @Test
    void a_command_that_is_not_answered_yet_is_not_worked() throws Exception {
        // given
        disconnect();
        Run received = ledger.received(tenant);

        // when
        NextStep next = slice().work();

        // then
        assertThat(next).isEqualTo(new NextStep.Idle());
        assertThat(ledger.find(received).state()).isEqualTo(Run.State.RECEIVED);
    }

    @Test
    void a_command_that_was_cancelled_ends_unread_and_the_next_is_worked() throws Exception {
        // given
        connect();
        Run cancelled = ledger.queued(tenant, RunMode.FULL);
        Run next = ledger.queued(tenant, RunMode.FULL);
        ledger.stores.runs.askToCancel(cancelled.commandId(), tenant);

        // when
        slice().work();

        // then
        assertThat(ledger.events(cancelled)).extracting(TaskEvent::type).containsExactly(Type.CANCELLED);
        assertThat(ledger.find(next).state()).isEqualTo(Run.State.COMPLETED);
    }

    @Test
    void a_command_whose_deadline_passed_ends_while_the_one_before_it_waits() throws Exception {
        // given
        Run waiting = ledger.queued(tenant, RunMode.FULL);
        Run late = ledger.queued(tenant, RunMode.FULL, Instant.now().minusSeconds(1), false);

        // when
        NextStep next = slice().work();

        // then
        assertThat(next).isInstanceOf(NextStep.At.class);
        assertThat(ledger.find(waiting).waiting().reason()).isEqualTo(WaitReason.TENANT_UNKNOWN);
        assertThat(ledger.find(late).failure().code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
    }

    @Test
    void a_wait_is_no_longer_than_the_next_deadline() throws Exception {
        // given
        Instant soon = Instant.now().plusSeconds(50).truncatedTo(ChronoUnit.MILLIS);
        ledger.queued(tenant, RunMode.FULL);
        ledger.queued(tenant, RunMode.FULL, soon, false);

        // when
        NextStep next = slice().work();

        // then
        assertThat(next).isEqualTo(new NextStep.At(soon));
    }

    @Test
    void between_two_commands_the_worker_is_left_to_others_once_the_time_is_over() throws Exception {
        // given
        disconnect();
        Run first = ledger.queued(tenant, RunMode.FULL);
        Run second = ledger.queued(tenant, RunMode.FULL);
        bed.othersWait = true;
        TimeSlice hurried = new TimeSlice(Duration.ofNanos(1), bed);
        hurried.progressed();

        // when
        NextStep next = slice(hurried).work();

        // then
        assertThat(next).isEqualTo(new NextStep.Again());
        assertThat(ledger.find(first).finished()).isTrue();
        assertThat(ledger.find(second).state()).isEqualTo(Run.State.QUEUED);
    }

    @Test
    void an_erasure_comes_before_commands_which_fail() throws Exception {
        // given
        Run run = ledger.queued(tenant, RunMode.FULL);
        erase();

        // when
        NextStep next = slice().work();

        // then
        assertThat(next).isEqualTo(new NextStep.Idle());
        assertThat(ledger.find(run).failure().code()).isEqualTo(ErrorCode.DISCONNECTED);
        assertThat(erasure.due(tenant)).isEmpty();
    }

    @Test
    void a_fault_of_the_service_fails_the_run_that_goes_on_and_no_other() {
        // given
        Run queued = ledger.queued(tenant, RunMode.FULL);
        Run running = ledger.running(tenant, Position.START);

        // when
        boolean failed = slice().fail(new IllegalStateException("A test's."));

        // then
        assertThat(failed).isTrue();
        assertThat(ledger.find(running).failure().code()).isEqualTo(ErrorCode.INTERNAL);
        assertThat(ledger.events(running)).extracting(TaskEvent::type).containsExactly(Type.FAILED);
        assertThat(ledger.find(queued).state()).isEqualTo(Run.State.QUEUED);
    }

    @Test
    void a_fault_of_the_service_fails_nothing_when_there_is_no_run() {
        // when
        boolean failed = slice().fail(new IllegalStateException("A test's."));

        // then
        assertThat(failed).isFalse();
        assertThat(events()).isEmpty();
    }

    private Slice slice() {
        return new Slices(ledger.setup, ledger.runLedger, ledger.messages, ledger.telemetry, admission, erasure)
                .open(stream, bed);
    }

    private Slice slice(TimeSlice time) {
        SliceScope scope = new SliceScope(stream, ledger.outcomes(stream), time);
        return new Slice(scope, ledger.runLedger.runs, ledger.telemetry.tracing, admission, erasure);
    }

    private void connect() {
        connections.store(connection(ConnectionState.ACTIVE, null));
        TokenEvent token = new TokenEvent(
                TokenEvent.Status.ISSUED,
                tenant,
                ApplicationRoster.TASK,
                1,
                1,
                coupa.origin(),
                Instant.now().minusSeconds(60),
                inAnHour,
                CEILING,
                null);
        connections.store(
                token.withSealedToken(sealer.seal(granted(coupa, CEILING).token(), token.associatedData())));
    }

    private void disconnect() {
        connections.store(connection(ConnectionState.DISCONNECTED, null));
    }

    private void erase() {
        connections.store(connection(ConnectionState.DISCONNECTED, 1L));
    }

    private ConnectionEvent connection(ConnectionState state, Long erasedVersion) {
        return new ConnectionEvent(
                tenant,
                1,
                state,
                null,
                "As a test says.",
                "TEST",
                coupa.origin(),
                "client",
                CEILING,
                Map.of(ApplicationRoster.TASK, new TaskAccess(Verdict.GRANTED, "As a test says.")),
                null,
                erasedVersion,
                Instant.now());
    }

    /** What consumers were told of the tenant's commands, in order. */
    private List<TaskEvent> events() {
        return ledger.read(Topic.TASK_EVENTS, record -> tenant.value().equals(record.key())).stream()
                .map(record -> record.as(TaskEvent.class))
                .toList();
    }
}
