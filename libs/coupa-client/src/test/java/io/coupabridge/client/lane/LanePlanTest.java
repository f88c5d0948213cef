package io.coupabridge.client.lane;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.client.lane.LanePlan.Lane;
import io.coupabridge.client.lane.LanePlan.Range;
import io.coupabridge.client.lane.LanePlan.Settlement;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LanePlanTest {

    private static final int PAGE = 50;

    @Test
    void reads_one_page_of_a_lane_at_a_time() {
        // given
        LanePlan plan = new LanePlan(List.of(new Range(0, 1_000)), PAGE);

        // when
        Lane lane = plan.take().orElseThrow();

        // then
        assertThat(plan.take()).isEmpty();
        plan.giveBack(lane);
        assertThat(plan.take()).contains(lane);
    }

    @Test
    void leaves_what_several_pages_together_do_not_cover() {
        // given
        LanePlan plan = new LanePlan(List.of(new Range(0, 100), new Range(100, 200), new Range(200, 300)), PAGE);
        List<Lane> lanes = List.of(
                plan.take().orElseThrow(),
                plan.take().orElseThrow(),
                plan.take().orElseThrow());

        // when
        List<Settlement> settlements = List.of(
                plan.arrived(
                        lanes.get(0), lanes.get(0).after() + 1, lanes.get(0).after() + 50, false),
                plan.arrived(lanes.get(2), 0, lanes.get(2).after(), true));

        // then
        Range first = new Range(lanes.get(0).after() + 50, lanes.get(0).upTo());
        Range second = new Range(lanes.get(1).after(), lanes.get(1).upTo());
        assertThat(plan.remainingAfter(settlements)).containsExactlyInAnyOrder(first, second);
    }

    @Test
    void advances_only_when_the_page_is_settled() {
        // given
        LanePlan plan = new LanePlan(List.of(new Range(0, 1_000)), PAGE);
        Lane lane = plan.take().orElseThrow();

        // when
        Settlement settlement = plan.arrived(lane, 1, 50, false);

        // then
        assertThat(plan.remaining()).containsExactly(new Range(0, 1_000));
        assertThat(plan.remainingAfter(List.of(settlement))).containsExactly(new Range(50, 1_000));
        plan.settle(settlement);
        assertThat(plan.remaining()).containsExactly(new Range(50, 1_000));
    }

    @Test
    void never_splits_the_open_end() {
        LanePlan plan = new LanePlan(List.of(new Range(10, LanePlan.OPEN_END)), PAGE);

        plan.widen(8);

        assertThat(plan.size()).isEqualTo(1);
    }

    @Test
    void cuts_into_pieces_of_whole_pages_but_for_a_few_ids() {
        LanePlan plan = new LanePlan(List.of(new Range(0, 9_030), new Range(9_030, LanePlan.OPEN_END)), PAGE);

        plan.widen(10);

        assertThat(plan.remaining())
                .hasSize(10)
                .contains(new Range(9_030, LanePlan.OPEN_END))
                .filteredOn(range -> range.upTo() < 9_030)
                .allSatisfy(range ->
                        assertThat((range.upTo() - range.after()) % PAGE).isBetween(39L, 41L));
    }

    @Test
    void cuts_no_piece_much_longer_than_the_others() {
        LanePlan plan = new LanePlan(List.of(new Range(0, 8_000)), PAGE);

        plan.widen(40);

        assertThat(plan.remaining())
                .hasSize(40)
                .allSatisfy(range -> assertThat(range.upTo() - range.after()).isBetween(130L, 250L));
    }

    @Test
    void cuts_nothing_while_nobody_knows_how_the_ids_lie() {
        LanePlan plan = new LanePlan(List.of(new Range(0, 900_000)), IdDensity.UNKNOWN);

        plan.widen(8);

        assertThat(plan.size()).isEqualTo(1);
    }

    @Test
    void leaves_a_lane_whole_that_spans_many_ids_but_few_pages() {
        LanePlan plan = new LanePlan(List.of(new Range(0, 900_000)), 400_000);

        plan.widen(8);

        assertThat(plan.size()).isEqualTo(1);
    }

    @Test
    void goes_by_what_was_seen_once_a_page_has_come() {
        // given
        LanePlan plan = new LanePlan(List.of(new Range(0, 900_000)), 900_000);
        Lane lane = plan.take().orElseThrow();
        plan.settle(plan.arrived(lane, 1, 50, false));

        // when
        plan.widen(8);

        // then
        assertThat(plan.size()).isEqualTo(8);
    }

    @Test
    void works_on_the_longest_lane_first() {
        LanePlan plan = new LanePlan(List.of(new Range(0, 100), new Range(100, 900), new Range(900, 1_200)), PAGE);

        Lane first = plan.take().orElseThrow();

        assertThat(first.after()).isEqualTo(100);
        assertThat(plan.take().orElseThrow().after()).isEqualTo(900);
    }

    @Test
    void takes_the_first_lane_for_no_shorter_since_the_ids_of_the_list_begin_late() {
        // given
        LanePlan plan = new LanePlan(List.of(new Range(0, 1_300), new Range(3_000, 3_250)), PAGE);
        Lane first = plan.take().orElseThrow();
        Lane other = plan.take().orElseThrow();

        // when
        plan.settle(plan.arrived(first, 1_001, 1_050, false));
        plan.settle(plan.arrived(other, 3_001, 3_050, false));

        // then
        assertThat(plan.take()).containsSame(first);
    }

    @Test
    void goes_by_leaps_within_the_list() {
        // given
        LanePlan plan = new LanePlan(List.of(new Range(0, 1_250), new Range(3_000, 4_300)), PAGE);
        Lane first = plan.take().orElseThrow();
        Lane behindLeap = plan.take().orElseThrow();

        // when
        plan.settle(plan.arrived(first, 1_001, 1_050, false));
        plan.settle(plan.arrived(behindLeap, 4_001, 4_050, false));

        // then
        assertThat(plan.take()).containsSame(first);
    }

    @Test
    void takes_a_lane_in_which_the_list_begins_for_no_shorter_once_it_is_known() {
        // given a list that begins behind its first lane
        LanePlan plan = new LanePlan(List.of(new Range(0, 900), new Range(900, 1_300), new Range(3_000, 3_250)), PAGE);
        Lane empty = plan.take().orElseThrow();
        Lane begins = plan.take().orElseThrow();
        Lane other = plan.take().orElseThrow();

        // when
        plan.settle(plan.arrived(empty, 1_001, 0, true));
        plan.settle(plan.arrived(begins, 1_001, 1_050, false));
        plan.settle(plan.arrived(other, 3_001, 3_050, false));

        // then
        assertThat(plan.take()).containsSame(begins);
    }

    @Test
    void cuts_lanes_that_were_not_read_by_pages_without_the_leap_to_the_first_id() {
        // given
        LanePlan plan = new LanePlan(List.of(new Range(0, 2_000), new Range(5_000, 5_500)), PAGE);
        plan.settle(plan.arrived(plan.take().orElseThrow(), 1_001, 1_050, false));

        // when
        plan.widen(4);

        // then
        assertThat(plan.remaining()).hasSize(4).doesNotContain(new Range(5_000, 5_500));
    }

    @Test
    void cuts_behind_a_page_that_has_arrived_and_is_not_settled() {
        // given
        LanePlan plan = new LanePlan(List.of(new Range(0, 1_300)), PAGE);
        Settlement settlement = plan.arrived(plan.take().orElseThrow(), 1_001, 1_050, false);

        // when
        plan.widen(2);

        // then
        assertThat(plan.remainingAfter(List.of(settlement)))
                .hasSize(2)
                .allSatisfy(range -> assertThat(range.after()).isGreaterThanOrEqualTo(1_050));
    }

    @Test
    void reads_the_open_end_before_all_others() {
        // given
        LanePlan plan = new LanePlan(List.of(new Range(0, 1_000_000), new Range(1_000_000, LanePlan.OPEN_END)), PAGE);
        plan.widen(8);

        // when
        Lane first = plan.take().orElseThrow();

        // then
        assertThat(first.upTo()).isEqualTo(LanePlan.OPEN_END);
    }

    @Test
    void gives_each_lane_to_one_of_those_who_take_while_others_are_cut_and_settled() throws Exception {
        // given
        LanePlan plan = new LanePlan(List.of(new Range(0, 1_000_000)), PAGE);
        Queue<Lane> taken = new ConcurrentLinkedQueue<>();
        AtomicBoolean ended = new AtomicBoolean();
        List<Thread> takers = Stream.generate(() -> new Thread(() -> {
                    while (!ended.get()) {
                        plan.take().ifPresent(taken::add);
                    }
                }))
                .limit(3)
                .toList();
        takers.forEach(Thread::start);

        // when
        Set<Lane> busy = Collections.newSetFromMap(new IdentityHashMap<>());
        boolean twice = false;
        for (int settled = 0; settled < 20_000 && !twice && !plan.done(); ) {
            plan.widen(30);
            for (Lane lane = taken.poll(); lane != null; lane = taken.poll()) {
                twice |= !busy.add(lane);
            }
            for (Lane lane : List.copyOf(busy)) {
                busy.remove(lane);
                boolean end = lane.after() + PAGE >= lane.upTo();
                plan.settle(plan.arrived(lane, lane.after() + 1, Math.min(lane.after() + PAGE, lane.upTo()), end));
                settled++;
            }
        }
        ended.set(true);
        for (Thread taker : takers) {
            taker.join();
        }

        // then
        assertThat(twice).isFalse();
    }

    @Test
    void leaves_short_lanes_whole() {
        LanePlan plan = new LanePlan(List.of(new Range(0, 2 * PAGE)), PAGE);

        plan.widen(8);

        assertThat(plan.size()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void reads_every_record_exactly_once_however_the_ids_lie_and_whatever_fails(long seed) {
        // given
        Random random = new Random(seed);
        NavigableSet<Long> ids = skewedIds(random);
        long newest = ids.isEmpty() ? 0 : ids.last() - random.nextInt(3);
        List<Range> ranges = newest < 1
                ? List.of(new Range(0, LanePlan.OPEN_END))
                : List.of(new Range(0, newest), new Range(newest, LanePlan.OPEN_END));

        // when
        double expected = List.of(IdDensity.UNKNOWN, 0.3, 1.0, 50.0, 777.7, 1e6).get(random.nextInt(6));
        List<Long> read = readAll(ids, new LanePlan(ranges, expected), random);

        // then
        assertThat(read).as("seed %d", seed).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(ids);
    }

    @Test
    void wastes_few_requests_on_a_large_read() {
        // given
        NavigableSet<Long> ids = new TreeSet<>();
        for (long id = 1; id <= 100_000; id++) {
            ids.add(id);
        }
        LanePlan plan = new LanePlan(List.of(new Range(0, 100_000)), PAGE);
        Requests requests = new Requests(ids, plan, new Random(1));

        // when
        requests.readAll(26);

        // then
        assertThat(requests.sent).isLessThanOrEqualTo(2_030);
    }

    private static NavigableSet<Long> skewedIds(Random random) {
        NavigableSet<Long> ids = new TreeSet<>();
        long id = 0;
        int count = random.nextInt(4_000);
        for (int i = 0; i < count; i++) {
            id += random.nextInt(10) == 0 ? 1 + random.nextInt(5_000) : 1;
            ids.add(id);
        }
        return ids;
    }

    private static List<Long> readAll(NavigableSet<Long> ids, LanePlan plan, Random random) {
        Requests requests = new Requests(ids, plan, random);
        requests.failing = true;
        requests.readAll(1 + random.nextInt(30));
        return requests.read;
    }

    /** Asks for pages in any order, as a run's thread does. */
    private static final class Requests {

        private final NavigableSet<Long> ids;
        private final LanePlan plan;
        private final Random random;
        private final List<Long> read = new ArrayList<>();
        private final Deque<Lane> underWay = new ArrayDeque<>();
        private boolean failing;
        private int sent;

        Requests(NavigableSet<Long> ids, LanePlan plan, Random random) {
            this.ids = ids;
            this.plan = plan;
            this.random = random;
        }

        void readAll(int lanes) {
            while (!plan.done()) {
                plan.widen(lanes);
                Optional<Lane> lane = plan.take();
                while (lane.isPresent()) {
                    underWay.add(lane.get());
                    lane = plan.take();
                }
                settleSome();
            }
        }

        private void settleSome() {
            int some = 1 + random.nextInt(underWay.size());
            for (int i = 0; i < some; i++) {
                Lane lane = random.nextBoolean() ? underWay.removeFirst() : underWay.removeLast();
                sent++;
                if (failing && random.nextInt(20) == 0) {
                    plan.giveBack(lane);
                } else {
                    settle(lane);
                }
            }
        }

        private void settle(Lane lane) {
            List<Long> page =
                    ids.tailSet(lane.after(), false).stream().limit(PAGE).toList();
            boolean ended = page.isEmpty() || page.get(page.size() - 1) >= lane.upTo();
            List<Long> within = page.stream().filter(id -> id <= lane.upTo()).toList();
            long last = within.isEmpty() ? lane.after() : within.get(within.size() - 1);
            read.addAll(within);
            long first = page.isEmpty() ? 0 : page.get(0);
            plan.settle(plan.arrived(lane, first, last, ended));
        }
    }
}
