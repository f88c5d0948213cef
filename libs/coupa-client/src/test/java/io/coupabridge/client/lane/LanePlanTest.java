package io.coupabridge.client.lane;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.coupabridge.client.http.Page;
import io.coupabridge.client.lane.LanePlan.Arrived;
import io.coupabridge.client.lane.LanePlan.Ask;
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
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LanePlanTest {

    private static final int PAGE = 50;
    private static final int MANY = 40;

    @Test
    void reads_one_page_of_a_lane_at_a_time() {
        // given
        LanePlan plan = new LanePlan(List.of(new Range(0, 50)), PAGE, true);

        // when
        Ask ask = plan.next().orElseThrow();

        // then
        assertThat(plan.next()).isEmpty();
        plan.giveBack(ask);
        assertThat(plan.next()).contains(ask);
    }

    @Test
    void leaves_what_several_pages_together_do_not_cover() {
        // given
        LanePlan plan = new LanePlan(List.of(new Range(0, 100), new Range(100, 200), new Range(200, 300)), PAGE, true);
        List<Ask> asks = takeAll(plan, 3);

        // when
        List<Settlement> settlements = List.of(
                arrived(plan, asks.get(0), from(asks.get(0).after() + 1)), arrived(plan, asks.get(2), LongStream.of()));

        // then
        Range first = new Range(asks.get(0).after() + 50, asks.get(0).lane().upTo());
        Range second = new Range(asks.get(1).after(), asks.get(1).lane().upTo());
        assertThat(plan.remainingAfter(settlements)).containsExactlyInAnyOrder(first, second);
    }

    @Test
    void advances_only_when_the_page_is_settled() {
        // given
        LanePlan plan = new LanePlan(List.of(new Range(0, 1_000)), PAGE, true);
        Ask ask = plan.next().orElseThrow();

        // when
        Settlement settlement = arrived(plan, ask, from(1));

        // then
        assertThat(plan.remaining()).containsExactly(new Range(0, 1_000));
        assertThat(plan.remainingAfter(List.of(settlement))).containsExactly(new Range(50, 1_000));
        plan.settle(settlement);
        assertThat(plan.remaining()).containsExactly(new Range(50, 1_000));
    }

    @Test
    void never_asks_ahead_in_the_open_end() {
        // given
        LanePlan plan = new LanePlan(List.of(new Range(10, LanePlan.OPEN_END)), PAGE, true);

        // when
        takeAll(plan, 1);

        // then
        assertThat(plan.capacity(MANY)).isEqualTo(1);
        assertThat(plan.next()).isEmpty();
    }

    @Test
    void asks_ahead_for_pages_that_begin_with_the_last_record_of_the_one_before() {
        // given
        LanePlan plan = new LanePlan(List.of(new Range(0, 9_000)), PAGE, true);
        plan.capacity(MANY);

        // when
        List<Ask> asks = takeAll(plan, 4);

        // then
        assertThat(asks).extracting(Ask::skip).containsExactly(0L, 49L, 98L, 147L);
        assertThat(asks).extracting(Ask::after).containsOnly(0L);
    }

    @Test
    void begins_a_lane_where_a_page_ahead_shows_a_record() {
        // given
        LanePlan plan = new LanePlan(List.of(new Range(0, 9_000)), PAGE, true);
        plan.capacity(MANY);
        Ask ahead = takeAll(plan, 2).get(1);

        // when
        Arrived arrived = plan.arrived(ahead, page(from(4_000))).orElseThrow();

        // then
        assertThat(arrived.within().id(0)).isEqualTo(4_001);
        assertThat(plan.remaining()).containsExactly(new Range(0, 4_000), new Range(4_000, 9_000));
        assertThat(plan.remainingAfter(List.of(arrived.settlement())))
                .containsExactly(new Range(0, 4_000), new Range(4_049, 9_000));
    }

    @Test
    void takes_a_page_ahead_for_no_proof_of_what_lies_before_it() {
        // given a page that begins one record too late
        LanePlan plan = new LanePlan(List.of(new Range(0, 9_000)), PAGE, true);
        plan.capacity(MANY);
        List<Ask> asks = takeAll(plan, 2);
        plan.settle(arrived(plan, asks.get(0), from(1)));

        // when
        plan.settle(arrived(plan, asks.get(1), from(52)));

        // then
        assertThat(plan.remaining()).containsExactlyInAnyOrder(new Range(50, 52), new Range(101, 9_000));
    }

    @Test
    void asks_for_no_page_that_is_on_its_way_as_one_ahead() {
        // given
        LanePlan plan = new LanePlan(List.of(new Range(0, 9_000)), PAGE, true);
        plan.capacity(3);
        List<Ask> asks = takeAll(plan, 3);

        // when
        plan.settle(arrived(plan, asks.get(0), from(1)));

        // then
        assertThat(plan.next().orElseThrow().skip()).isPositive();
    }

    @Test
    void goes_on_behind_pages_ahead_whose_lane_is_settled() {
        // given
        LanePlan plan = new LanePlan(List.of(new Range(0, 9_000)), PAGE, true);
        plan.capacity(3);
        List<Ask> asks = takeAll(plan, 2);
        plan.settle(arrived(plan, asks.get(0), from(1)));

        // when
        Ask next = plan.next().orElseThrow();

        // then it begins with the last record of the page that is on its way
        assertThat(next.after() + next.skip()).isEqualTo(98);
    }

    @Test
    void asks_for_a_page_itself_that_failed_as_one_ahead() {
        // given
        LanePlan plan = new LanePlan(List.of(new Range(0, 9_000)), PAGE, true);
        plan.capacity(3);
        List<Ask> asks = takeAll(plan, 2);
        plan.settle(arrived(plan, asks.get(0), from(1)));

        // when
        plan.refused(asks.get(1));

        // then
        assertThat(plan.next()).contains(new Ask(asks.get(0).lane(), 50, 0, false));
    }

    @Test
    void asks_ahead_for_nothing_where_others_have_shown_that_there_is_nothing() {
        // given
        LanePlan plan = new LanePlan(List.of(new Range(0, 900_000)), PAGE, true);
        plan.capacity(MANY);
        List<Ask> asks = takeAll(plan, 3);

        // when
        plan.arrived(asks.get(2), page(LongStream.of()));

        // then
        assertThat(plan.next()).isEmpty();
    }

    @Test
    void asks_ahead_no_more_once_coupa_has_refused_it_some_times() {
        // given
        LanePlan plan = new LanePlan(List.of(new Range(0, 900_000)), PAGE, true);
        plan.capacity(MANY);

        // when
        takeAll(plan, 5).stream().skip(1).forEach(plan::refused);

        // then
        assertThat(plan.next()).isEmpty();
        assertThat(plan.capacity(MANY)).isEqualTo(1);
    }

    @Test
    void asks_ahead_for_nothing_while_nobody_knows_how_the_ids_lie() {
        // given
        LanePlan plan = new LanePlan(List.of(new Range(0, 900_000)), IdDensity.UNKNOWN, true);

        // when
        takeAll(plan, 1);

        // then
        assertThat(plan.capacity(MANY)).isEqualTo(1);
    }

    @Test
    void leaves_a_lane_whole_that_spans_many_ids_but_one_page() {
        // given
        LanePlan plan = new LanePlan(List.of(new Range(0, 900_000)), 900_000, true);

        // when
        takeAll(plan, 1);

        // then
        assertThat(plan.capacity(MANY)).isEqualTo(1);
    }

    @Test
    void leaves_a_small_list_whole() {
        // given
        LanePlan plan = new LanePlan(List.of(new Range(0, 140)), PAGE, true);
        plan.capacity(MANY);

        // when
        plan.settle(arrived(plan, takeAll(plan, 1).get(0), from(1)));

        // then
        assertThat(plan.capacity(MANY)).isEqualTo(1);
    }

    @Test
    void tries_a_few_pages_of_a_list_whose_newest_ids_promise_thousands() {
        // given
        LanePlan plan = new LanePlan(List.of(new Range(0, 900_000)), PAGE, true);

        // when
        plan.next();

        // then
        assertThat(plan.capacity(4)).isEqualTo(3);
    }

    @Test
    void goes_by_what_was_seen_once_a_page_has_come() {
        // given
        LanePlan plan = new LanePlan(List.of(new Range(0, 900_000)), 900_000, true);
        plan.capacity(MANY);

        // when
        plan.settle(arrived(plan, takeAll(plan, 1).get(0), from(1)));

        // then
        assertThat(plan.capacity(MANY)).isEqualTo(MANY - 4);
    }

    @Test
    void works_on_the_longest_lane_first() {
        LanePlan plan =
                new LanePlan(List.of(new Range(0, 100), new Range(100, 900), new Range(900, 1_200)), PAGE, true);

        assertThat(takeAll(plan, 2)).extracting(Ask::after).containsExactly(100L, 900L);
    }

    @Test
    void reads_the_open_end_before_all_others() {
        LanePlan plan =
                new LanePlan(List.of(new Range(0, 1_000_000), new Range(1_000_000, LanePlan.OPEN_END)), PAGE, true);

        assertThat(plan.next().orElseThrow().lane().upTo()).isEqualTo(LanePlan.OPEN_END);
    }

    @Test
    void gives_each_page_to_one_of_those_who_take_while_others_are_cut_and_settled() throws Exception {
        // given
        NavigableSet<Long> ids = dense(5_000);
        LanePlan plan = new LanePlan(List.of(new Range(0, 5_000)), PAGE, true);
        Queue<Ask> taken = new ConcurrentLinkedQueue<>();
        AtomicBoolean ended = new AtomicBoolean();
        List<Thread> takers = Stream.generate(() -> new Thread(() -> {
                    while (!ended.get()) {
                        plan.next().ifPresent(taken::add);
                    }
                }))
                .limit(3)
                .toList();
        takers.forEach(Thread::start);

        // when
        Set<Lane> busy = Collections.newSetFromMap(new IdentityHashMap<>());
        List<Long> read = new ArrayList<>();
        boolean twice = false;
        while (!twice && !plan.done()) {
            plan.capacity(30);
            for (Ask ask = taken.poll(); ask != null && !twice; ask = taken.poll()) {
                twice = !ask.ahead() && !busy.add(ask.lane());
                Optional<Arrived> arrived = plan.arrived(ask, pageOf(ids, ask));
                busy.remove(ask.lane());
                arrived.ifPresent(came -> {
                    came.within()
                            .records()
                            .forEach(row -> read.add(row.get("id").longValue()));
                    plan.settle(came.settlement());
                });
            }
        }
        ended.set(true);
        for (Thread taker : takers) {
            taker.join();
        }

        // then
        assertThat(twice).isFalse();
        assertThat(read).doesNotHaveDuplicates().hasSize(5_000);
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
        List<Long> read = readAll(ids, new LanePlan(ranges, expected, random.nextBoolean()), random);

        // then
        assertThat(read).as("seed %d", seed).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(ids);
    }

    private static NavigableSet<Long> dense(long count) {
        NavigableSet<Long> ids = new TreeSet<>();
        LongStream.rangeClosed(1, count).forEach(ids::add);
        return ids;
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

    private static List<Ask> takeAll(LanePlan plan, int count) {
        return Stream.generate(() -> plan.next().orElseThrow()).limit(count).toList();
    }

    private static Settlement arrived(LanePlan plan, Ask ask, LongStream ids) {
        return plan.arrived(ask, page(ids)).orElseThrow().settlement();
    }

    private static LongStream from(long id) {
        return LongStream.range(id, id + PAGE);
    }

    private static Page page(LongStream ids) {
        List<ObjectNode> rows = ids.mapToObj(
                        id -> JsonNodeFactory.instance.objectNode().put("id", id))
                .toList();
        return new Page(rows, null, 0, 0);
    }

    private static Page pageOf(NavigableSet<Long> ids, Ask ask) {
        return page(ids.tailSet(ask.after(), false).stream()
                .skip(ask.skip())
                .limit(PAGE)
                .mapToLong(id -> id));
    }

    private static List<Long> readAll(NavigableSet<Long> ids, LanePlan plan, Random random) {
        Requests requests = new Requests(ids, plan, random);
        requests.readAll(1 + random.nextInt(30));
        return requests.read;
    }

    /**
     * Asks for pages in any order, as a run's thread does. Some fail before or behind their arrival; of those ahead, some
     * skip more or less than they were to, or nothing at all.
     */
    private static final class Requests {

        private final NavigableSet<Long> ids;
        private final LanePlan plan;
        private final Random random;
        private final boolean oddOffsets;
        private final List<Long> read = new ArrayList<>();
        private final Deque<Ask> underWay = new ArrayDeque<>();
        private final Deque<Arrived> unsettled = new ArrayDeque<>();

        Requests(NavigableSet<Long> ids, LanePlan plan, Random random) {
            this.ids = ids;
            this.plan = plan;
            this.random = random;
            this.oddOffsets = random.nextBoolean();
        }

        void readAll(int lanes) {
            while (!plan.done()) {
                int capacity = plan.capacity(lanes);
                while (underWay.size() + unsettled.size() < capacity) {
                    Optional<Ask> ask = plan.next();
                    if (ask.isEmpty()) {
                        break;
                    }
                    underWay.add(ask.get());
                }
                someArrive();
                settleSome();
            }
        }

        private void someArrive() {
            for (int left = random.nextInt(underWay.size() + 1); left > 0; left--) {
                Ask ask = random.nextBoolean() ? underWay.removeFirst() : underWay.removeLast();
                if (random.nextInt(20) == 0) {
                    plan.giveBack(ask);
                } else if (ask.ahead() && random.nextInt(20) == 0) {
                    plan.refused(ask);
                } else {
                    plan.arrived(ask, answer(ask)).ifPresent(unsettled::add);
                }
            }
        }

        private Page answer(Ask ask) {
            long skip = oddOffsets && ask.ahead() && ask.skip() > 0
                    ? Math.max(0, ask.skip() * random.nextInt(3) + random.nextInt(5) - 2)
                    : ask.skip();
            return pageOf(ids, new Ask(ask.lane(), ask.after(), skip, ask.ahead()));
        }

        private void settleSome() {
            for (int left = random.nextInt(unsettled.size() + 1); left > 0; left--) {
                Arrived arrived = random.nextBoolean() ? unsettled.removeFirst() : unsettled.removeLast();
                if (random.nextInt(20) == 0) {
                    plan.giveBack(arrived.lane());
                } else {
                    arrived.within()
                            .records()
                            .forEach(row -> read.add(row.get("id").longValue()));
                    plan.settle(arrived.settlement());
                }
            }
        }
    }
}
