package io.coupabridge.runtime.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.ConnectionEvent;
import io.coupabridge.contracts.ConnectionState;
import io.coupabridge.contracts.ErasedTopic;
import io.coupabridge.contracts.ErrorCode;
import io.coupabridge.contracts.TaskEvent;
import io.coupabridge.contracts.TaskEvent.Type;
import io.coupabridge.contracts.TenantErased;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.contracts.Topic;
import io.coupabridge.edge.kafka.TopicRetention;
import io.coupabridge.publication.PublicationStream;
import io.coupabridge.runtime.connection.TestConnections;
import io.coupabridge.runtime.handler.MappedPage;
import io.coupabridge.runtime.handler.MappedPage.Found;
import io.coupabridge.runtime.ledger.Position;
import io.coupabridge.runtime.ledger.Run;
import io.coupabridge.runtime.schedule.NextStep;
import io.coupabridge.runtime.schedule.StopSignal;
import io.coupabridge.testing.TopicRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A tenant that is to be erased, with 1,200 published records, which are more than two parts, and an open run. */
class TenantErasureIT {

    private static final int RECORDS = 1_200;
    private static final long ERASURE = 2;

    private static LedgerBed bed;

    private final TenantId tenant = LedgerBed.freshTenant();
    private final TenantErasure erasure =
            new TenantErasure(bed.setup, bed.stores.erasures, new TopicRetention(bed.kafka), bed.messages);
    private PublicationStream stream;
    private Run run;
    private boolean othersWait;

    @BeforeAll
    static void makeLedger() {
        bed = new LedgerBed();
    }

    @AfterAll
    static void closeLedger() {
        bed.close();
    }

    @BeforeEach
    void publishRecords() {
        stream = bed.open(tenant);
        run = bed.running(tenant, Position.START);
        List<Found> users = LongStream.rangeClosed(1, RECORDS)
                .mapToObj(id -> Found.inItsOwnRow(LedgerBed.user(tenant, id, "user-" + id)))
                .toList();
        EncodedPage page = EncodedPage.of(new MappedPage(users, List.of(), List.of(), Set.of()));
        bed.outcomes(stream).publisher().publish(run, List.of(page), run.position(), List.of());
        stream.settle();
        ask(ERASURE);
    }

    @AfterEach
    void closeStream() {
        stream.close();
    }

    @Test
    void each_record_gets_a_null_value_once_and_the_ledger_forgets_all() {
        // when
        Optional<NextStep> pause = erase();

        // then
        assertThat(pause).isEmpty();
        assertThat(tombstones()).doesNotHaveDuplicates().hasSize(RECORDS);
        assertThat(left()).isZero();
        assertThat(bed.find(run).requestedBy()).isNull();
    }

    @Test
    void it_is_told_once_it_is_done_and_is_not_due_any_more() {
        // given
        long due = erasure.due(tenant).orElseThrow();

        // when
        erase();

        // then
        assertThat(due).isEqualTo(ERASURE);
        assertThat(told()).singleElement().satisfies(erased -> {
            assertThat(erased.version()).isEqualTo(ERASURE);
            assertThat(keys(erased)).isEqualTo(RECORDS);
        });
        assertThat(erasure.due(tenant)).isEmpty();
    }

    @Test
    void a_run_that_is_open_fails_first() {
        // when
        erase();

        // then
        List<TaskEvent> events = bed.events(run);
        assertThat(events).extracting(TaskEvent::type).containsExactly(Type.FAILED);
        assertThat(events.get(0).failure().code()).isEqualTo(ErrorCode.DISCONNECTED);
        assertThat(bed.find(run).state()).isEqualTo(Run.State.FAILED);
    }

    @Test
    void it_leaves_its_worker_to_others_between_two_parts() {
        // given
        othersWait = true;

        // when
        Optional<NextStep> pause = erase();

        // then
        assertThat(pause).contains(new NextStep.Again());
        assertThat(tombstones()).hasSizeBetween(1, RECORDS - 1);
        assertThat(told()).isEmpty();
    }

    @Test
    void it_goes_on_where_it_was_elsewhere() {
        // given
        othersWait = true;
        erase();
        othersWait = false;
        reopen();

        // when
        erase();

        // then
        assertThat(tombstones()).doesNotHaveDuplicates().hasSize(RECORDS);
        assertThat(told()).extracting(TenantErasureIT::keys).containsExactly((long) RECORDS);
    }

    @Test
    void a_part_that_did_not_reach_kafka_is_published_again() {
        // given
        bed.breakOff(stream, run, () -> erase(List.of()));
        stream = bed.open(tenant);
        long left = left();

        // when
        erase();

        // then
        assertThat(left).isEqualTo(RECORDS);
        assertThat(tombstones()).doesNotHaveDuplicates().hasSize(RECORDS);
        assertThat(told()).extracting(TenantErasureIT::keys).containsExactly((long) RECORDS);
    }

    @Test
    void it_is_not_done_while_a_command_waits_for_its_answer() {
        // given
        bed.received(tenant);

        // when
        Optional<NextStep> pause = erase();

        // then
        assertThat(pause).hasValueSatisfying(next -> assertThat(next).isInstanceOf(NextStep.At.class));
        assertThat(left()).isZero();
        assertThat(told()).isEmpty();
        assertThat(erasure.due(tenant)).isPresent();
    }

    @Test
    void records_that_come_back_count_their_versions_up() {
        // given
        erase();
        Run next = bed.running(tenant, Position.START);
        MappedPage again = new MappedPage(
                List.of(Found.inItsOwnRow(LedgerBed.user(tenant, 7, "user-7"))), List.of(), List.of(), Set.of());

        // when
        bed.outcomes(stream).publisher().publish(next, List.of(EncodedPage.of(again)), next.position(), List.of());

        // then
        List<TopicRecord> ofIt = records().stream()
                .filter(record -> record.key().equals(tenant + "/7"))
                .toList();
        assertThat(ofIt).hasSize(3);
        assertThat(ofIt.get(2).text()).contains("\"version\":2").contains("\"change\":\"NEW\"");
    }

    private void ask(long version) {
        new TestConnections(bed.stores)
                .store(new ConnectionEvent(
                        tenant,
                        version,
                        ConnectionState.DISCONNECTED,
                        null,
                        "The tenant was erased.",
                        "ERASED",
                        null,
                        null,
                        25,
                        Map.of(),
                        null,
                        version,
                        Instant.now()));
    }

    private Optional<NextStep> erase() {
        return erase(bed.stores.runs.open(tenant).stream()
                .filter(open -> open.state() != Run.State.RECEIVED)
                .toList());
    }

    private Optional<NextStep> erase(List<Run> open) {
        TimeSlice time = new TimeSlice(Duration.ofNanos(1), new Others());
        return erasure.erase(ERASURE, open, new SliceScope(stream, bed.outcomes(stream), time));
    }

    private void reopen() {
        stream.close();
        stream = bed.open(tenant);
    }

    private List<TopicRecord> records() {
        return bed.read(
                ApplicationRoster.TASK.recordTopic(), record -> record.key().startsWith(tenant + "/"));
    }

    private List<String> tombstones() {
        return records().stream()
                .filter(record -> record.value() == null)
                .map(TopicRecord::key)
                .toList();
    }

    private long left() {
        return bed.database
                .one("select count(*) from record where tenant = ?", row -> row.getLong(1), tenant.value())
                .orElseThrow();
    }

    private List<TenantErased> told() {
        return bed.read(Topic.TOKEN_REJECTIONS, record -> tenant.value().equals(record.key())).stream()
                .map(record -> record.as(TenantErased.class))
                .toList();
    }

    private static long keys(TenantErased erased) {
        return erased.topics().stream()
                .filter(topic -> topic.topic()
                        .equals(ApplicationRoster.TASK.recordTopic().topicName()))
                .mapToLong(ErasedTopic::keys)
                .sum();
    }

    private final class Others implements StopSignal {

        @Override
        public boolean stopped() {
            return false;
        }

        @Override
        public boolean othersWait() {
            return othersWait;
        }
    }
}
