package io.coupabridge.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coupabridge.contracts.RunMode;
import io.coupabridge.contracts.TaskEvent.Type;
import io.coupabridge.runtime.ledger.Database;
import io.coupabridge.runtime.publication.StreamStore;
import io.coupabridge.runtime.publication.Streams;
import io.coupabridge.simulator.CoupaInstance;
import io.coupabridge.simulator.InstanceSpec;
import io.coupabridge.simulator.fault.Fault;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.search.Search;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Every limit, wait and lane can be watched. */
@QuarkusTest
class MetricsIT extends RuntimeTest {

    @Inject
    MeterRegistry metrics;

    @Inject
    Database database;

    @Inject
    StreamStore store;

    @Inject
    Streams streams;

    @Test
    void show_the_lanes_and_the_worker_of_a_run_and_the_waits_for_its_slots() {
        // given
        connectedCoupa(InstanceSpec.defaults().users(100_000).latency(Duration.ofMillis(300)));

        // when
        UUID run = platform.run(tenant, RunMode.FULL);

        // then
        await().atMost(SOON).untilAsserted(() -> {
            assertThat(gauge("lanes", "state", "open")).isGreaterThan(1);
            assertThat(gauge("lanes", "state", "wanted")).isGreaterThan(1);
            assertThat(gauge("lanes", "state", "needed")).isGreaterThanOrEqualTo(gauge("lanes", "state", "wanted"));
            assertThat(search("page.wait").timer().count()).isGreaterThan(1);
            assertThat(gauge("workers.busy")).isPositive().isLessThanOrEqualTo(gauge("workers"));
            assertThat(gauge("runs.open", "state", "RUNNING", "waits_for", "")).isPositive();
            assertThat(gauge("streams.due")).isNotNegative();
            assertThat(gauge("commands.lag")).isZero();
            assertThat(search("budget.wait").timer().count()).isGreaterThan(1);
        });
        platform.cancel(tenant, run);
        platform.outcome(run, SOON);
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(gauge("lanes", "state", "open")).isZero());
    }

    @Test
    void show_how_long_lanes_ask_for_no_slot_when_none_is_left() {
        // given
        CoupaInstance coupa = coupa(InstanceSpec.defaults().users(1_000));
        platform.connected(tenant, coupa.origin(), token(coupa), 1);
        long before = pauses();

        // when
        UUID run = platform.run(tenant, RunMode.FULL);

        // then
        await().atMost(SOON).until(() -> pauses() > before);
        platform.cancel(tenant, run);
        platform.outcome(run, SOON);
    }

    @Test
    void show_what_waits_for_a_coupa_that_asked_for_silence() {
        // given
        CoupaInstance coupa = connectedCoupa(InstanceSpec.defaults().users(1_000));
        coupa.faults().nth(3, Fault.throttled().retryAfter(Duration.ofMinutes(10)));

        // when
        UUID run = platform.run(tenant, RunMode.FULL);

        // then
        platform.awaitEvent(run, Type.WAITING, SOON);
        await().atMost(SOON).untilAsserted(() -> {
            assertThat(gauge("runs.open", "waits_for", "THROTTLED")).isPositive();
            assertThat(gauge("budget.hosts.blocked")).isPositive();
            assertThat(gauge("budget.hosts.lowered")).isPositive();
            assertThat(gauge("budget.rate.lowest")).isLessThan(1);
            assertThat(search("run.pauses", "reason", "THROTTLED").timer().count())
                    .isPositive();
        });
        platform.cancel(tenant, run);
        platform.outcome(run, SOON);
    }

    @Test
    void show_a_halted_stream_until_it_is_rebased() {
        // given
        double others = store.countHalted();

        // when
        database.update(
                "insert into stream (tenant, name, halted) values (?, ?, 'for a test')", tenant.value(), Streams.RUNS);

        // then
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(gauge("streams.halted")).isEqualTo(others + 1));
        assertThat(streams.rebase(tenant, Streams.RUNS, "an operator", Instant.now()))
                .isTrue();
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(gauge("streams.halted")).isEqualTo(others));
    }

    private long pauses() {
        return search("budget.pauses", "reason", "BUSY").timers().stream()
                .mapToLong(Timer::count)
                .sum();
    }

    private double gauge(String name, String... tags) {
        Gauge gauge = search(name, tags).gauge();
        return gauge == null ? Double.NaN : gauge.value();
    }

    private Search search(String name, String... tags) {
        return metrics.find("coupabridge." + name).tags(tags);
    }
}
