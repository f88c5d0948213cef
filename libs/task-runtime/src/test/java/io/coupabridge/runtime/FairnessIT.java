package io.coupabridge.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.RunMode;
import io.coupabridge.contracts.TaskEvent;
import io.coupabridge.contracts.TaskEvent.Type;
import io.coupabridge.contracts.TaskEvent.WaitReason;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.runtime.ledger.Database;
import io.coupabridge.simulator.CoupaInstance;
import io.coupabridge.simulator.InstanceSpec;
import io.coupabridge.simulator.fault.Fault;
import io.coupabridge.testing.scenario.SimulatorOrigins;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Two tenants and one worker (promise 9): neither a long run nor a throttled one keeps it from the other tenant. */
@QuarkusTest
@TestProfile(FairnessIT.OneWorker.class)
class FairnessIT extends RuntimeTest {

    /** A single worker. */
    public static final class OneWorker implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("coupabridge.worker.count", "1");
        }
    }

    private final TenantId other = new TenantId("o-" + UUID.randomUUID());

    @Inject
    Database database;

    @Test
    void publishes_a_small_run_before_the_second_slice_of_one_that_does_not_end() {
        // given
        connectedCoupa(InstanceSpec.defaults().users(100_000).latency(Duration.ofMillis(100)));
        CoupaInstance small = otherCoupa();
        UUID big = platform.run(tenant, RunMode.FULL);
        platform.awaitEvent(big, Type.STARTED, SOON);
        long firstSlice = sliceOfTheBigOne();
        List<Long> sliceAtRequest = new CopyOnWriteArrayList<>();
        small.onRequest(request -> sliceAtRequest.add(sliceOfTheBigOne()));

        // when
        TaskEvent outcome = platform.outcome(platform.run(other, RunMode.FULL), SOON);

        // then
        assertThat(outcome.type()).isEqualTo(Type.COMPLETED);
        assertThat(platform.records(other)).hasSize(10);
        assertThat(sliceAtRequest).isNotEmpty().containsOnly(firstSlice);
        cancel(big);
    }

    @Test
    void hands_the_worker_over_after_some_pages_while_another_run_waits() {
        // given
        InstanceSpec large = InstanceSpec.defaults().users(100_000).latency(Duration.ofMillis(100));
        CoupaInstance one = connectedCoupa(large);
        CoupaInstance another = otherCoupa(large);
        NavigableMap<Long, Integer> requestsInSlice = new ConcurrentSkipListMap<>();
        NavigableSet<Long> slicesWhileTheOtherReads = new ConcurrentSkipListSet<>();
        one.onRequest(request -> requestsInSlice.merge(sliceOfTheBigOne(), 1, Integer::sum));
        another.onRequest(request -> slicesWhileTheOtherReads.add(sliceOfTheBigOne()));

        // when
        UUID endless = platform.run(tenant, RunMode.FULL);
        UUID asEndless = platform.run(other, RunMode.FULL);
        List<Integer> shared = await().atMost(SOON)
                .until(() -> within(requestsInSlice, slicesWhileTheOtherReads), slices -> slices.size() > 6);

        // then
        // two seconds would be 50 of them; the median, since one of both may be out of line when the machine stalls
        assertThat(shared.get(shared.size() / 2)).isLessThanOrEqualTo(16);
        cancel(endless);
        cancel(other, asEndless);
    }

    @Test
    void ends_a_run_that_has_read_little_before_one_that_has_read_much_goes_on() {
        // given
        CoupaInstance big = connectedCoupa(InstanceSpec.defaults().users(100_000));
        // two slices, the second with a head start of eleven seconds
        CoupaInstance small = otherCoupa(InstanceSpec.defaults().users(300));
        NavigableSet<Long> sliceAtRequest = new ConcurrentSkipListSet<>();
        small.onRequest(request -> sliceAtRequest.add(sliceOfTheBigOne()));
        UUID endless = platform.run(tenant, RunMode.FULL);
        await().atMost(SOON).until(() -> big.log().apiCount() > 30);

        // when
        TaskEvent outcome = platform.outcome(platform.run(other, RunMode.FULL), SOON);

        // then
        assertThat(outcome.type()).isEqualTo(Type.COMPLETED);
        assertThat(small.log().apiCount()).isGreaterThan(6);
        assertThat(sliceAtRequest).hasSize(1);
        cancel(endless);
    }

    @Test
    void works_another_run_while_one_is_throttled() {
        // given
        CoupaInstance throttled = connectedCoupa(InstanceSpec.defaults().users(230));
        otherCoupa();
        throttled.faults().nth(3, Fault.throttled().retryAfter(Duration.ofMinutes(10)));
        UUID waiting = platform.run(tenant, RunMode.FULL);
        platform.awaitWait(waiting, WaitReason.THROTTLED, SOON);

        // when
        TaskEvent outcome = platform.outcome(platform.run(other, RunMode.FULL), SOON);

        // then
        assertThat(outcome.type()).isEqualTo(Type.COMPLETED);
        assertThat(platform.records(other)).hasSize(10);
        cancel(waiting);
    }

    /** How many requests each slice had that lies between the first and the last of these, the least first. */
    private static List<Integer> within(NavigableMap<Long, Integer> requestsInSlice, NavigableSet<Long> slices) {
        return slices.isEmpty()
                ? List.of()
                : requestsInSlice.subMap(slices.first(), false, slices.last(), true).values().stream()
                        .sorted()
                        .toList();
    }

    private CoupaInstance otherCoupa() {
        return otherCoupa(InstanceSpec.defaults().users(10));
    }

    private CoupaInstance otherCoupa(InstanceSpec spec) {
        CoupaInstance coupa = simulator.instance("other", spec.expenseLines(0).port(SimulatorOrigins.nextPort()));
        coupa.client("client", "client-secret", Set.of(ApplicationRoster.TASK.scope()));
        platform.connected(other, coupa.origin(), token(coupa), 25);
        return coupa;
    }

    /** The scheduler counts when it gives the run to a worker, and again when it takes it back; 0 when it has none. */
    private long sliceOfTheBigOne() {
        return database.one(
                        "select version + case when picked then 1 else 0 end from scheduled_tasks"
                                + " where task_name = 'runs' and task_instance = ?",
                        row -> row.getLong(1),
                        tenant.value())
                .orElse(0L);
    }

    private void cancel(UUID command) {
        cancel(tenant, command);
    }

    private void cancel(TenantId whose, UUID command) {
        platform.cancel(whose, command);
        assertThat(platform.outcome(command, SOON).type()).isEqualTo(Type.CANCELLED);
    }
}
