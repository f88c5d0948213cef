package io.coupabridge.runtime.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.coupabridge.contracts.ErrorCode;
import io.coupabridge.contracts.MessageType;
import io.coupabridge.contracts.RunMode;
import io.coupabridge.contracts.TaskEvent;
import io.coupabridge.contracts.TaskEvent.Failure;
import io.coupabridge.contracts.TaskEvent.Progress;
import io.coupabridge.contracts.TaskEvent.Receipt;
import io.coupabridge.contracts.TaskEvent.Type;
import io.coupabridge.contracts.TaskEvent.WaitReason;
import io.coupabridge.contracts.TaskEvent.Waiting;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.contracts.TokenRejected;
import io.coupabridge.contracts.TokenRejected.Finding;
import io.coupabridge.contracts.Topic;
import io.coupabridge.publication.PublicationStream;
import io.coupabridge.runtime.connection.Access;
import io.coupabridge.runtime.connection.Access.Granted;
import io.coupabridge.runtime.ledger.Position;
import io.coupabridge.runtime.ledger.Run;
import io.coupabridge.runtime.ledger.WatermarkStore.Mark;
import io.coupabridge.runtime.schedule.NextStep;
import io.coupabridge.secrets.SecretProof;
import io.coupabridge.testing.TopicRecord;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What consumers and the ledger are told of a full run that has started: its second event said so. */
class OutcomesIT {

    private static final long STARTED = 2;
    private static final Progress READ = new Progress(3, 5, 120, 100, 15, 5, 0, 0, 0);
    private static final Failure DOWN = new Failure(ErrorCode.COUPA_UNAVAILABLE, "Coupa does not answer.", true);
    private static final String PUSH_BACK = "Coupa asks for silence.";

    private static LedgerBed bed;

    private final TenantId tenant = LedgerBed.freshTenant();
    private final Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    private final Receipt receipt =
            new Receipt(null, now, null, new Receipt.OutsideWindow(7, 1), now, List.of("One sees little."));
    private final Mark mark = new Mark(now, now);
    private PublicationStream stream;
    private Outcomes outcomes;
    private Run run;

    @BeforeAll
    static void makeLedger() {
        bed = new LedgerBed();
    }

    @AfterAll
    static void closeLedger() {
        bed.close();
    }

    @BeforeEach
    void startRun() {
        run = bed.running(tenant, Position.START).advanced(Position.START, READ);
        open();
    }

    private void open() {
        stream = bed.open(tenant);
        outcomes = bed.outcomes(stream);
    }

    @AfterEach
    void closeStream() {
        stream.close();
    }

    @Test
    void a_run_that_is_completed_has_one_event_with_its_receipt() {
        // when
        outcomes.completed(run, receipt, mark);
        stream.settle();

        // then
        TaskEvent event = onlyEvent();
        assertThat(event.type()).isEqualTo(Type.COMPLETED);
        assertThat(event.sequence()).isEqualTo(STARTED + 1);
        assertThat(event.receipt()).isEqualTo(receipt);
        assertThat(event.progress()).isEqualTo(READ);
        assertThat(event.failure()).isNull();
    }

    @Test
    void the_ledger_has_what_the_event_of_a_completed_run_says_and_where_the_next_goes_on() {
        // when
        outcomes.completed(run, receipt, mark);
        stream.settle();

        // then
        Run ended = bed.find(run);
        assertThat(ended.state()).isEqualTo(Run.State.COMPLETED);
        assertThat(ended.sequence()).isEqualTo(STARTED + 1);
        assertThat(ended.receipt()).isEqualTo(receipt);
        assertThat(ended.finishedAt()).isNotNull();
        assertThat(bed.runLedger.watermarks.find(tenant)).contains(mark);
    }

    @Test
    void a_run_that_fails_has_one_event_with_its_failure_and_no_receipt() {
        // when
        outcomes.failed(run, DOWN);
        stream.settle();

        // then
        TaskEvent event = onlyEvent();
        assertThat(event.type()).isEqualTo(Type.FAILED);
        assertThat(event.sequence()).isEqualTo(STARTED + 1);
        assertThat(event.failure()).isEqualTo(DOWN);
        assertThat(event.receipt()).isNull();
        assertThat(event.progress()).isEqualTo(READ);
        assertThat(bed.find(run).state()).isEqualTo(Run.State.FAILED);
        assertThat(bed.runLedger.watermarks.find(tenant)).isEmpty();
    }

    @Test
    void a_run_that_is_cancelled_has_one_event_with_how_far_it_was() {
        // given
        bed.stores.runs.askToCancel(run.commandId(), tenant);

        // when
        Optional<Run> ended = outcomes.endedFromOutside(run);
        stream.settle();

        // then
        TaskEvent event = onlyEvent();
        assertThat(event.type()).isEqualTo(Type.CANCELLED);
        assertThat(event.sequence()).isEqualTo(STARTED + 1);
        assertThat(event.progress()).isEqualTo(READ);
        assertThat(event.receipt()).isNull();
        assertThat(event.failure()).isNull();
        assertThat(ended).map(Run::finished).contains(true);
        assertThat(bed.find(run).state()).isEqualTo(Run.State.CANCELLED);
    }

    @Test
    void a_run_that_is_late_fails_and_says_what_it_waited_for() {
        // given
        Run late = bed.queued(tenant, RunMode.FULL, now, false).waits(waiting(Duration.ofMinutes(1)));

        // when
        outcomes.endedFromOutside(late);
        stream.settle();

        // then
        List<TaskEvent> events = bed.events(late);
        assertThat(events).extracting(TaskEvent::type).containsExactly(Type.FAILED);
        assertThat(events.get(0).failure().code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
        assertThat(events.get(0).failure().message()).contains(PUSH_BACK);
    }

    @Test
    void a_run_that_is_in_time_goes_on_and_nobody_is_told() {
        // when
        Optional<Run> ended = outcomes.endedFromOutside(run);

        // then
        assertThat(ended).isEmpty();
        assertThat(bed.events(run)).isEmpty();
    }

    @Test
    void the_events_of_a_run_count_up_without_a_gap() {
        // given
        Run waiting = run.waits(waiting(Duration.ofMinutes(1)).begunAt(now));
        outcomes.started(run, null);
        outcomes.waits(run, waiting(Duration.ofMinutes(1)), null);

        // when
        outcomes.completed(waiting, receipt, mark);

        // then
        assertThat(bed.events(run)).extracting(TaskEvent::sequence).containsExactly(STARTED, STARTED + 1, STARTED + 2);
        assertThat(bed.events(run))
                .extracting(TaskEvent::type)
                .containsExactly(Type.STARTED, Type.WAITING, Type.COMPLETED);
    }

    @Test
    void a_wait_that_goes_on_is_not_told_again() {
        // given
        Waiting first = waiting(Duration.ofMinutes(1));
        outcomes.waits(run, first, null);
        stream.settle();

        // when
        NextStep next = outcomes.waits(bed.find(run), waiting(Duration.ofMinutes(2)), first.begunAt(now));

        // then
        assertThat(bed.events(run)).hasSize(1);
        assertThat(next)
                .isEqualTo(new NextStep.At(waiting(Duration.ofMinutes(2)).until()));
    }

    @Test
    void a_run_that_moved_is_in_the_ledger_only() {
        // when
        outcomes.moved(run);

        // then
        assertThat(bed.find(run).progress()).isEqualTo(READ);
        assertThat(bed.events(run)).isEmpty();
    }

    @Test
    void an_outcome_that_is_on_kafka_is_the_only_one_although_its_worker_died_before_the_ledger_knew() {
        // given
        outcomes.completed(run, receipt, mark);
        Run before = bed.find(run);
        stream.close();

        // when
        open();

        // then
        assertThat(before.finished()).isFalse();
        assertThat(bed.find(run).state()).isEqualTo(Run.State.COMPLETED);
        assertThat(bed.runLedger.watermarks.find(tenant)).contains(mark);
        onlyEvent();
    }

    @Test
    void an_outcome_that_did_not_reach_kafka_is_none_and_the_next_one_has_its_sequence() {
        // given
        bed.breakOff(stream, run, () -> outcomes.completed(run, receipt, mark));
        open();
        Run open = bed.find(run);

        // when
        outcomes.failed(open, DOWN);
        stream.settle();

        // then
        assertThat(open.finished()).isFalse();
        assertThat(bed.events(run))
                .filteredOn(event -> event.type().terminal())
                .extracting(TaskEvent::type, TaskEvent::sequence)
                .containsExactly(tuple(Type.FAILED, STARTED + 1));
        assertThat(bed.runLedger.watermarks.find(tenant)).isEmpty();
    }

    @Test
    void a_run_that_coupa_refused_fails_and_token_service_is_told_why_with_a_proof() {
        // given
        Granted token = TestRuns.granted(4, now.plusSeconds(3_600));

        // when
        outcomes.failed(run, DOWN, token, Finding.FORBIDDEN);

        // then
        assertThat(onlyEvent().type()).isEqualTo(Type.FAILED);
        TokenRejected told = told(MessageType.TOKEN_REJECTED).as(TokenRejected.class);
        assertThat(told.finding()).isEqualTo(Finding.FORBIDDEN);
        assertThat(told.tokenVersion()).isEqualTo(4);
        assertThat(told.commandId()).isEqualTo(run.commandId());
        assertThat(SecretProof.isOf(told.proof(), token.token(), told.statement()))
                .isTrue();
    }

    @Test
    void a_run_whose_token_was_refused_waits_and_token_service_is_told() {
        // given
        Granted token = TestRuns.granted(4, now.plusSeconds(3_600));

        // when
        outcomes.rejects(run, token, waiting(Duration.ofMinutes(1)));

        // then
        assertThat(onlyEvent().type()).isEqualTo(Type.WAITING);
        assertThat(told(MessageType.TOKEN_REJECTED).as(TokenRejected.class).finding())
                .isNull();
    }

    @Test
    void a_run_that_waits_for_a_verification_asks_for_it() {
        // when
        outcomes.waits(run, new Access.Wait(waiting(Duration.ofMinutes(1)), true), null);

        // then
        assertThat(onlyEvent().type()).isEqualTo(Type.WAITING);
        assertThat(told(MessageType.VERIFICATION_WANTED).text())
                .contains(run.commandId().toString());
    }

    @Test
    void a_run_that_is_left_to_other_replicas_is_told_of_only_when_none_has_taken_it() {
        // given
        outcomes.handsBack(run, "Coupa is not allowed here.");
        Run left = bed.find(run);
        List<TaskEvent> before = bed.events(run);
        Waiting waited = left.waiting();
        Waiting over = new Waiting(waited.reason(), now.minusSeconds(1), waited.message(), waited.since());

        // when
        NextStep next = outcomes.handsBack(left.waitsUntold(over), "Coupa is not allowed here.");

        // then
        assertThat(before).isEmpty();
        assertThat(onlyEvent().waiting().reason()).isEqualTo(WaitReason.ADDRESS_NOT_ALLOWED);
        assertThat(next).isInstanceOf(NextStep.Elsewhere.class);
    }

    private Waiting waiting(Duration time) {
        return new Waiting(WaitReason.THROTTLED, now.plus(time), PUSH_BACK);
    }

    private TaskEvent onlyEvent() {
        List<TaskEvent> events = bed.events(run);
        assertThat(events).hasSize(1);
        return events.get(0);
    }

    /** The only message for token-service. */
    private TopicRecord told(MessageType type) {
        List<TopicRecord> told =
                bed.read(Topic.TOKEN_REJECTIONS, record -> tenant.value().equals(record.key()));
        assertThat(told).extracting(record -> record.header("ce_type")).containsExactly(type.type());
        return told.get(0);
    }
}
