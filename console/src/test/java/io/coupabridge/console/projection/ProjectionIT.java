package io.coupabridge.console.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coupabridge.console.ConsoleTest;
import io.coupabridge.console.Teller;
import io.coupabridge.console.json.Texts;
import io.coupabridge.contracts.ConnectionState;
import io.coupabridge.contracts.TaskAccess.Verdict;
import io.coupabridge.contracts.TaskEvent;
import io.coupabridge.contracts.TaskEvent.Type;
import io.coupabridge.contracts.Topic;
import io.coupabridge.edge.kafka.KafkaClients;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.All;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** What topics tell is in the database once, whatever is told twice, out of order, or is no event. */
@QuarkusTest
class ProjectionIT extends ConsoleTest {

    private static final String RUN = """
            select state || ' ' || sequence || ' ' || coalesce(wait_reason, '-') || ' ' || coalesce(code, '-')
                || ' ' || records_new as told from run where command_id = ?
            """;

    /** The number of what is told last, so that all before it is applied. */
    private static final long MARKER = 1_000;

    @Inject
    ChangeCounter changes;

    @Inject
    @All
    List<Followed> followed;

    @Inject
    ProjectionOffsets offsets;

    @Inject
    KafkaClients kafka;

    @Inject
    MeterRegistry metrics;

    private final UUID run = UUID.randomUUID();

    @Test
    void a_connection_and_a_run_are_known_as_they_were_told_last() {
        // when
        teller.tell(Teller.active(tenant, 1));
        teller.tell(Teller.connection(tenant, 2, ConnectionState.ACTIVE, null, Verdict.SCOPE_MISSING));
        wholeRun();

        // then
        eventually(() -> assertThat(toldRun()).isEqualTo("COMPLETED 4 - - 100"));
        eventually(() -> assertThat(count(
                        "select count(*) from task_verdict where tenant = ? and verdict = 'SCOPE_MISSING'",
                        tenant.value()))
                .isEqualTo(1));
        assertThat(count(
                        "select count(*) from task_outcome where tenant = ? and succeeded_at is not null",
                        tenant.value()))
                .isEqualTo(1);
    }

    @Test
    void a_run_that_waits_says_why_until_it_goes_on() {
        // given
        teller.tell(Teller.step(Type.ACCEPTED, run, tenant, 1));
        teller.tell(Teller.waiting(run, tenant, 2, "Coupa asks to wait."));
        eventually(() -> assertThat(toldRun()).isEqualTo("RUNNING 2 THROTTLED - 0"));

        // when
        teller.tell(Teller.step(Type.STARTED, run, tenant, 3));

        // then
        eventually(() -> assertThat(toldRun()).isEqualTo("RUNNING 3 - - 0"));
    }

    @Test
    void what_is_told_twice_or_late_changes_nothing() {
        // given
        teller.tell(Teller.active(tenant, 2));
        wholeRun();
        eventually(() -> assertThat(changes.of(tenant)).hasSize(5));

        // when
        teller.tell(Teller.active(tenant, 2));
        teller.tell(Teller.connection(tenant, 1, ConnectionState.DISCONNECTED, null, Verdict.UNKNOWN));
        wholeRun();
        awaitAllTold();

        // then
        assertThat(changes.of(tenant))
                .containsExactlyInAnyOrder(
                        "connection 2", "run 1", "run 2", "run 3", "run 4", "run 1000", "connection 1000");
        assertThat(toldRun()).isEqualTo("COMPLETED 4 - - 100");
    }

    @Test
    void a_database_that_forgot_its_offsets_reads_again_and_changes_nothing() {
        // given
        teller.tell(Teller.active(tenant, 1));
        wholeRun();
        eventually(() -> assertThat(changes.of(tenant)).hasSize(5));
        database.update("delete from projection_offset");

        // when
        List<TopicFollowing> replica = anotherReplica();
        eventually(() -> assertThat(replica).allMatch(TopicFollowing::caughtUp));
        replica.forEach(TopicFollowing::stop);

        // then
        assertThat(changes.of(tenant)).hasSize(5);
        assertThat(toldRun()).isEqualTo("COMPLETED 4 - - 100");
    }

    @Test
    void a_topic_that_ends_before_what_was_read_is_read_again() {
        // given
        teller.tell(Teller.active(tenant, 1));
        awaitTenant(tenant);
        database.update(
                "update projection_offset set next_offset = 1000000 where topic = ?", Topic.CONNECTIONS.topicName());

        // when
        List<TopicFollowing> replica = anotherReplica();
        eventually(() -> assertThat(replica).allMatch(TopicFollowing::caughtUp));
        replica.forEach(TopicFollowing::stop);

        // then
        teller.tell(Teller.active(tenant, 2));
        eventually(() -> assertThat(changes.of(tenant)).containsExactly("connection 1", "connection 2"));
    }

    @Test
    void two_replicas_apply_each_event_once() {
        // given
        List<TopicFollowing> replica = anotherReplica();

        // when
        teller.tell(Teller.active(tenant, 1));
        for (int more = 0; more < 50; more++) {
            teller.tell(Teller.step(Type.PROGRESSED, run, tenant, more + 1));
        }
        eventually(() -> assertThat(toldRun()).startsWith("RUNNING 50"));
        awaitAllTold();
        replica.forEach(TopicFollowing::stop);

        // then
        assertThat(changes.of(tenant)).hasSize(53).doesNotHaveDuplicates();
    }

    @Test
    void garbage_is_counted_and_passed() {
        // given
        byte[] key = Teller.bytes(tenant.value());
        double before = passed();
        teller.raw(Topic.CONNECTIONS, key, Teller.bytes("no event"), "no signature");
        teller.raw(Topic.CONNECTIONS, key, Teller.bytes(Texts.of(Teller.active(tenant, 9))), null);
        teller.raw(Topic.CONNECTIONS, Teller.bytes("no tenant"), new byte[] {0, 1, 2}, null);
        teller.raw(Topic.CONNECTIONS, key, null, null);
        teller.raw(Topic.TASK_EVENTS, key, Teller.bytes("{\"type\":\"STARTED\"}"), null);
        teller.raw(Topic.TASK_EVENTS, key, new byte[] {(byte) 0xff}, null);
        teller.raw(Topic.TASK_EVENTS, null, null, null);

        // when
        teller.tell(Teller.active(tenant, 1));
        teller.tell(Teller.failed(run, tenant, 1, new TaskEvent.Failure(null, "A message with a NUL\0 in it.", false)));

        // then
        awaitTenant(tenant);
        eventually(() -> assertThat(toldRun()).startsWith("FAILED"));
        assertThat(count("select version from connection where tenant = ?", tenant.value()))
                .isEqualTo(1);
        eventually(() -> assertThat(passed() - before).isEqualTo(6));
    }

    @Test
    void a_record_that_fails_again_and_again_is_counted_and_passed() {
        // given
        TopicPartition partition = new TopicPartition("topic-of-" + tenant, 0);
        List<Long> applied = new ArrayList<>();
        Counter counted = metrics.counter("failing.record");
        Projector projector = new Projector(failingAt(1, applied), offsets, database, counted);
        List<ConsumerRecord<byte[], byte[]>> records = LongStream.range(0, 3)
                .mapToObj(offset -> new ConsumerRecord<>(partition.topic(), 0, offset, new byte[0], new byte[0]))
                .toList();
        assertThatThrownBy(() -> projector.apply(partition, records)).hasCauseInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> projector.apply(partition, records)).hasCauseInstanceOf(IllegalStateException.class);
        assertThat(offsets.next(partition.topic())).containsEntry(0, 1L);

        // when
        projector.apply(partition, records);

        // then
        assertThat(offsets.next(partition.topic())).containsEntry(0, 3L);
        assertThat(applied).endsWith(2L).doesNotContain(1L);
        assertThat(counted.count()).isEqualTo(1);
    }

    private static Followed failingAt(long offset, List<Long> applied) {
        return new Followed() {
            @Override
            public Topic topic() {
                return Topic.CONNECTIONS;
            }

            @Override
            public void apply(ConsumerRecord<byte[], byte[]> record) {
                if (record.offset() == offset) {
                    throw new IllegalStateException("a fault of ours");
                }
                applied.add(record.offset());
            }
        };
    }

    private void wholeRun() {
        teller.tell(Teller.step(Type.ACCEPTED, run, tenant, 1));
        teller.tell(Teller.step(Type.STARTED, run, tenant, 2));
        teller.tell(Teller.waiting(run, tenant, 3, "Coupa asks to wait."));
        teller.tell(Teller.step(Type.COMPLETED, run, tenant, 4));
    }

    /** Behind what was told of the tenant: its events are applied in their order. */
    private void awaitAllTold() {
        UUID marker = UUID.randomUUID();
        teller.tell(Teller.step(Type.ACCEPTED, marker, tenant, MARKER));
        eventually(() -> assertThat(changes.of(tenant)).contains("run " + MARKER));
        teller.tell(Teller.active(tenant, MARKER));
        eventually(() -> assertThat(changes.of(tenant)).contains("connection " + MARKER));
    }

    private String toldRun() {
        return database.one(RUN, row -> row.getString("told"), run).orElse("unknown");
    }

    private double passed() {
        return metrics.find("coupabridge.console.passed").counters().stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }

    private List<TopicFollowing> anotherReplica() {
        List<TopicFollowing> replica = followed.stream()
                .map(each -> new TopicFollowing(
                        each.topic().topicName(),
                        new Projector(each, offsets, database, metrics.counter("another.replica")),
                        offsets,
                        kafka))
                .toList();
        replica.forEach(TopicFollowing::start);
        return replica;
    }
}
