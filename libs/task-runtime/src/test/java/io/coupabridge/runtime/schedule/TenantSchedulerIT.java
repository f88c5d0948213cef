package io.coupabridge.runtime.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coupabridge.contracts.TenantId;
import io.coupabridge.runtime.RuntimeTest;
import io.coupabridge.runtime.configuration.RuntimeConfig;
import io.coupabridge.runtime.ledger.Database;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two more schedulers, as of two replicas, with a stream of their own. */
@QuarkusTest
class TenantSchedulerIT extends RuntimeTest {

    private static final Duration LEFT_FOR = Duration.ofMinutes(2);
    /** Promised within five seconds. */
    private static final Duration HANDED_BACK = Duration.ofSeconds(7);

    private static final Duration LONG_AGO = Duration.ofHours(1);

    @Inject
    RuntimeConfig config;

    @Inject
    DataSource dataSource;

    @Inject
    Database database;

    @Inject
    WakeRequests wakeRequests;

    @Inject
    Clock clock;

    private final String stream = "stream-" + UUID.randomUUID();
    private final Semaphore mayEnd = new Semaphore(0);
    private final List<TenantId> workedByGood = new CopyOnWriteArrayList<>();
    private final List<TenantId> seenByWrong = new CopyOnWriteArrayList<>();
    private final List<TenantScheduler> replicas = new CopyOnWriteArrayList<>();

    @AfterEach
    void stop() {
        mayEnd.release(1_000);
        replicas.forEach(TenantScheduler::stop);
    }

    @Test
    void an_idle_replica_that_leaves_streams_to_others_takes_neither_them_nor_their_place_from_a_busy_one() {
        // given
        awaitStart();
        TenantScheduler good = replica(worked -> {
            workedByGood.add(worked);
            mayEnd.acquireUninterruptibly();
            return new NextStep.Idle();
        });
        for (int i = 0; i < config.worker().count(); i++) {
            good.nudge(new TenantId("busy-" + i), stream);
        }
        await().atMost(SOON).until(() -> workedByGood.size() == config.worker().count());
        TenantScheduler wrong = replica(worked -> {
            seenByWrong.add(worked);
            return new NextStep.Elsewhere(Instant.now().plus(LEFT_FOR));
        });
        TenantId first = new TenantId("first");
        TenantId second = new TenantId("second");
        wrong.nudge(first, stream);
        await().atMost(SOON).until(() -> seenByWrong.contains(first));
        wrong.nudge(second, stream);
        await().atMost(SOON).until(() -> seenByWrong.contains(second));

        // when
        await().during(Duration.ofSeconds(3)).atMost(SOON).until(() -> seenByWrong.size() == 2);
        workedByGood.clear();
        mayEnd.release();
        await().atMost(SOON).until(() -> workedByGood.size() == 1);
        mayEnd.release();

        // then
        await().atMost(SOON).until(() -> workedByGood.size() == 2);
        assertThat(workedByGood).containsExactly(first, second);
        assertThat(seenByWrong).containsExactly(first, second);
    }

    @Test
    void a_stream_that_was_left_to_others_is_taken_at_once_when_somebody_asks_for_it() {
        // given
        awaitStart();
        TenantScheduler wrong = replica(worked -> {
            seenByWrong.add(worked);
            return seenByWrong.size() == 1
                    ? new NextStep.Elsewhere(Instant.now().plus(LEFT_FOR))
                    : new NextStep.Idle();
        });
        wrong.nudge(tenant, stream);
        await().atMost(SOON).until(this::isLeft);

        // when
        wrong.nudge(tenant, stream);

        // then
        await().atMost(SOON).until(() -> seenByWrong.size() == 2);
    }

    @Test
    void the_wait_of_the_first_in_line_is_known_until_a_worker_takes_it() {
        // given
        awaitStart();
        TenantScheduler replica = replica(worked -> {
            workedByGood.add(worked);
            mayEnd.acquireUninterruptibly();
            return new NextStep.Idle();
        });
        for (int i = 0; i < config.worker().count(); i++) {
            replica.nudge(new TenantId("busy-" + i), stream);
        }
        await().atMost(SOON).until(() -> workedByGood.size() == config.worker().count());

        // when
        replica.nudge(tenant, stream, clock.instant().minus(LONG_AGO));

        // then
        DueStreams due = replica.dueStreams();
        assertThat(due.streams()).isPositive();
        assertThat(due.oldestWait()).isBetween(LONG_AGO, LONG_AGO.plus(SOON));
        mayEnd.release(1_000);
        await().atMost(SOON).until(() -> replica.dueStreams().oldestWait().compareTo(LONG_AGO) < 0);
    }

    @Test
    void a_stream_whose_worker_died_keeps_its_place_in_line() {
        // given
        awaitStart();
        TenantScheduler replica = replica(worked -> {
            workedByGood.add(worked);
            mayEnd.acquireUninterruptibly();
            return new NextStep.Idle();
        });
        for (int i = 0; i < config.worker().count(); i++) {
            replica.nudge(new TenantId("busy-" + i), stream);
        }
        await().atMost(SOON).until(() -> workedByGood.size() == config.worker().count());
        workedByGood.clear();
        TenantId first = new TenantId("first");
        replica.nudge(first, stream, clock.instant().minus(LONG_AGO));
        replica.nudge(new TenantId("second"), stream);
        database.update(
                "update scheduled_tasks set picked = true, picked_by = 'gone', last_heartbeat = ? where task_name = ?"
                        + " and task_instance = ?",
                clock.instant().minus(LONG_AGO),
                stream,
                first.value());
        await().atMost(SOON)
                .until(() -> database.query(
                                "select 1 from scheduled_tasks where task_name = ? and picked_by = 'gone'",
                                row -> 1,
                                stream)
                        .isEmpty());

        // when
        mayEnd.release();

        // then
        await().atMost(SOON).until(() -> !workedByGood.isEmpty());
        assertThat(workedByGood).first().isEqualTo(first);
    }

    @Test
    void an_execution_that_does_not_end_holds_a_stop_up_for_five_seconds_at_most() {
        // given
        awaitStart();
        TenantScheduler replica = replica(worked -> {
            workedByGood.add(worked);
            mayEnd.acquireUninterruptibly();
            return new NextStep.Idle();
        });
        replica.nudge(tenant, stream);
        await().atMost(SOON).until(() -> !workedByGood.isEmpty());

        // when
        long start = System.nanoTime();
        replica.stop();

        // then
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(HANDED_BACK);
    }

    /** Whether it is due and with nobody, after a look at it. */
    private boolean isLeft() {
        return !seenByWrong.isEmpty()
                && !database.query("select 1 from scheduled_tasks where task_name = ? and not picked", row -> 1, stream)
                        .isEmpty();
    }

    private TenantScheduler replica(Function<TenantId, NextStep> work) {
        StreamWorker worker = new StreamWorker() {
            @Override
            public String stream() {
                return stream;
            }

            @Override
            public NextStep work(TenantId worked, StopSignal stop) {
                return work.apply(worked);
            }
        };
        TenantScheduler scheduler =
                new TenantScheduler(config, dataSource, database, wakeRequests, List.of(worker), clock);
        scheduler.start();
        replicas.add(scheduler);
        return scheduler;
    }
}
