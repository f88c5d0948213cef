package io.coupabridge.budget;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.budget.RequestBudget.Settings;
import io.coupabridge.testing.TestPostgres;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many callers on one host: promise 10's ceiling, its use, and fair shares. */
@Timeout(120)
class CeilingIT {

    private static final String HOST = "acme.coupahost.com";
    private static final int CEILING = 25;
    private static final Duration SPAN = Duration.ofSeconds(6);
    private static final int NINE_TENTHS = (int) (0.9 * CEILING * SPAN.toSeconds());

    /** Slots that can be hit on a busy machine too. */
    private static final Settings TOLERANT =
            new Settings(Duration.ofMillis(100), Duration.ofSeconds(1), Duration.ofSeconds(2));

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private String jdbcUrl;
    private BudgetDatabase one;
    private BudgetDatabase two;

    @BeforeEach
    void twoReplicas() {
        jdbcUrl = TestPostgres.shared().freshDatabase();
        one = BudgetDatabase.migrated(jdbcUrl);
        two = BudgetDatabase.connected(jdbcUrl);
    }

    @AfterEach
    void close() {
        threads.shutdownNow();
        one.close();
        two.close();
    }

    @Test
    void never_starts_more_than_the_ceiling_in_a_half_open_second_and_uses_nine_tenths_of_it() throws Exception {
        // given
        List<Callable<List<Long>>> senders = new ArrayList<>();
        for (BudgetDatabase replica : List.of(one, two)) {
            RequestBudget budget = replica.budget();
            for (int thread = 0; thread < 4; thread++) {
                senders.add(sender(budget, replica.toString(), 4));
            }
        }

        // when
        int most = mostStartsOfThreeSpans(senders);

        // then
        assertThat(most).isGreaterThanOrEqualTo(NINE_TENTHS);
    }

    @Test
    void gives_a_lone_holder_the_whole_ceiling() throws Exception {
        // when
        int most = mostStartsOfThreeSpans(List.of(sender(one.budget(), "lone", 8)));
        // then
        assertThat(most).isGreaterThanOrEqualTo(NINE_TENTHS);
    }

    @Test
    void never_starts_more_than_the_ceiling_when_answers_to_one_replica_come_later_than_slots_are_wide()
            throws Exception {
        try (Relay relay = Relay.to(jdbcUrl);
                BudgetDatabase far = BudgetDatabase.connected(relay.jdbcUrl())) {
            // given
            RequestBudget slow = far.budget(TOLERANT);
            for (int i = 0; i < 3; i++) {
                slow.reserve("elsewhere" + i, "slow", CEILING, 1);
            }
            relay.delayAnswers(Duration.ofMillis(150));
            // a slot that begins too early follows one that was used at its end too soon
            Callable<List<Long>> quickly = sender(one.budget(TOLERANT), "quick", 4, CeilingIT::atItsEnd);

            // when
            Future<List<Long>> slowly = threads.submit(sender(slow, "slow", 4, slot -> slot));
            List<Long> quick = threads.submit(quickly).get();

            // then
            assertThat(quick).isNotEmpty();
            assertThat(slowly.get()).hasSizeGreaterThan(CEILING);
            assertThatNoSecondHoldsMoreThanTheCeiling(Stream.concat(quick.stream(), slowly.get().stream())
                    .sorted()
                    .toList());
        }
    }

    @Test
    void shares_equally_between_a_holder_of_many_threads_and_one_of_one() throws Exception {
        // given
        RequestBudget budget = one.budget();
        RequestBudget other = two.budget();
        List<Future<List<Long>>> many = new ArrayList<>();
        for (int thread = 0; thread < 6; thread++) {
            many.add(threads.submit(sender(budget, "many", 8)));
        }

        // when
        int alone = threads.submit(sender(other, "single", 8)).get().size();
        int crowd = 0;
        for (Future<List<Long>> starts : many) {
            crowd += starts.get().size();
        }

        // then
        assertThat((double) alone / (alone + crowd)).isBetween(0.4, 0.6);
    }

    @Test
    void has_a_slot_for_who_comes_first_however_many_others_wait_and_keeps_to_a_ceiling_of_one() throws Exception {
        // given two runs that ask whenever they may
        List<Future<List<Long>>> runs = new ArrayList<>();
        for (String run : List.of("a/roster", "a/expense")) {
            runs.add(threads.submit(sender(one.budget(TOLERANT), run, 2, slot -> slot, 1)));
        }
        RequestBudget grants = two.budget(TOLERANT);
        List<Long> starts = new ArrayList<>();
        // when
        for (int i = 0; i < 3; i++) {
            Slot slot = grants.acquireFirst(HOST, "a/token-service", 1, Duration.ofSeconds(4));
            starts.add(slot.notBeforeNanos());
        }
        // then
        for (Future<List<Long>> run : runs) {
            starts.addAll(run.get());
        }
        List<Long> sorted = starts.stream().sorted().toList();
        for (int i = 1; i < sorted.size(); i++) {
            assertThat(sorted.get(i) - sorted.get(i - 1)).isGreaterThanOrEqualTo(1_000_000_000);
        }
    }

    /** A busy machine may oversleep its slots, so one good span is enough; the ceiling holds in every one. */
    private int mostStartsOfThreeSpans(List<Callable<List<Long>>> senders) throws Exception {
        int most = 0;
        for (int span = 0; span < 3 && most < NINE_TENTHS; span++) {
            List<Long> starts = sortedStarts(senders);
            assertThatNoSecondHoldsMoreThanTheCeiling(starts);
            most = Math.max(most, starts.size());
        }
        return most;
    }

    private static void assertThatNoSecondHoldsMoreThanTheCeiling(List<Long> starts) {
        for (int i = CEILING; i < starts.size(); i++) {
            assertThat(starts.get(i) - starts.get(i - CEILING))
                    .as("nanoseconds that starts %d and %d are apart", i - CEILING, i)
                    .isGreaterThanOrEqualTo(1_000_000_000);
        }
    }

    private List<Long> sortedStarts(List<Callable<List<Long>>> senders) throws Exception {
        List<Long> starts = new ArrayList<>();
        for (Future<List<Long>> result : threads.invokeAll(senders)) {
            starts.addAll(result.get());
        }
        return starts.stream().sorted().toList();
    }

    private static Slot atItsEnd(Slot slot) {
        return new Slot(slot.notAfterNanos() - TimeUnit.MILLISECONDS.toNanos(5), slot.notAfterNanos());
    }

    private static Callable<List<Long>> sender(RequestBudget budget, String holder, int atOnce) {
        return sender(budget, holder, atOnce, slot -> slot);
    }

    /**
     * Sends as fast as it may, and says when.
     *
     * @param used the part of a slot that it uses
     */
    private static Callable<List<Long>> sender(
            RequestBudget budget, String holder, int atOnce, UnaryOperator<Slot> used) {
        return sender(budget, holder, atOnce, used, CEILING);
    }

    private static Callable<List<Long>> sender(
            RequestBudget budget, String holder, int atOnce, UnaryOperator<Slot> used, int ceiling) {
        return () -> {
            List<Long> starts = new ArrayList<>();
            long end = System.nanoTime() + SPAN.toNanos();
            while (System.nanoTime() - end < 0) {
                try {
                    for (Slot whole : budget.reserve(HOST, holder, ceiling, atOnce)) {
                        Slot slot = used.apply(whole);
                        slot.await();
                        long now = System.nanoTime();
                        if (slot.isOpenAt(now) && now - end < 0) {
                            starts.add(now);
                        }
                    }
                } catch (BudgetBusyException busy) {
                    TimeUnit.NANOSECONDS.sleep(busy.retryIn().toNanos());
                }
            }
            return starts;
        };
    }
}
