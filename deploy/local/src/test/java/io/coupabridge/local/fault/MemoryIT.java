package io.coupabridge.local.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.DiscoveredUser;
import io.coupabridge.contracts.TaskEvent;
import io.coupabridge.contracts.Topic;
import io.coupabridge.simulator.InstanceSpec;
import io.coupabridge.testing.TopicReader;
import io.coupabridge.testing.process.Replica;
import io.coupabridge.testing.process.ResidentMemory;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two million records in one run, in a heap of 192 MB ({@link FaultBed}). {@code -Dfaults.records} says how many. */
@Tag("long")
@Timeout(2_400)
class MemoryIT {

    private static final int RECORDS = Integer.getInteger("faults.records", 2_000_000);

    /** No Coupa allows so many requests a second; here it must not be what limits. */
    private static final int NO_CEILING = 2_000;

    private static final int HIGHEST_CEILING = 25;

    private static final Map<String, String> DIES_WITHOUT_MEMORY = Map.of("COUPABRIDGE_RUN_MAX_LANES", "8");

    @Test
    void two_million_records_fit_into_a_small_heap() {
        try (FaultBed bed = new FaultBed(ApplicationRoster.TASK, "memory")) {
            // given
            Tenant tenant = bed.tenant("huge", InstanceSpec.defaults().users(RECORDS), HIGHEST_CEILING);
            Replica replica = bed.replica(DIES_WITHOUT_MEMORY).start().awaitReady();
            bed.liftCeilings(NO_CEILING);
            long start = System.nanoTime();

            // when
            UUID command = tenant.sendFullRun();
            bed.platform().awaitOutcome(command, Duration.ofMinutes(30));

            // then
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            Held held = new Held();
            TopicReader.forEach(
                    bed.kafka().bootstrapServers(),
                    ApplicationRoster.TASK.recordTopic(),
                    record -> held.take(record.as(DiscoveredUser.class)));
            long missing = tenant.coupa().data().users().ids().stream()
                    .filter(id -> !held.ids.get(Math.toIntExact(id)))
                    .count();
            System.out.printf(
                    "MemoryIT: %,d records in %,d s, %,d a second, %,d MB resident at most%n",
                    held.records,
                    took.toSeconds(),
                    held.records * 1_000 / took.toMillis(),
                    ResidentMemory.mostMegabytes(replica.pid()).orElse(0));
            List<TaskEvent> outcomes = TopicReader.readAll(bed.kafka().bootstrapServers(), Topic.TASK_EVENTS).stream()
                    .map(record -> record.as(TaskEvent.class))
                    .filter(event -> event.type().terminal())
                    .toList();
            Verdict.note(new Finding(
                    "MemoryIT: one run in a heap of 192 MB",
                    Map.of(),
                    1,
                    outcomes.size(),
                    0,
                    held.records,
                    missing,
                    held.doubled,
                    null));
            assertThat(outcomes).extracting(TaskEvent::type).containsExactly(TaskEvent.Type.COMPLETED);
            assertThat(outcomes.get(0).progress().recordsNew()).isEqualTo(RECORDS);
            assertThat(held.records).isEqualTo(RECORDS);
            assertThat(held.doubled).isZero();
            assertThat(missing).isZero();
            assertThat(replica.alive()).isTrue();
        }
    }

    /** What a consumer holds of records that are too many to keep. */
    private static final class Held {
        final BitSet ids = new BitSet();
        long records;
        long doubled;

        void take(DiscoveredUser user) {
            records++;
            int id = Math.toIntExact(user.userId());
            doubled += ids.get(id) ? 1 : 0;
            ids.set(id);
        }
    }
}
