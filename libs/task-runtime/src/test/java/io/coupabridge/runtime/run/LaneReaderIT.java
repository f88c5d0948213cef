package io.coupabridge.runtime.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coupabridge.budget.BudgetUnavailableException;
import io.coupabridge.client.address.BaseUrl;
import io.coupabridge.client.failure.ThrottledException;
import io.coupabridge.client.http.PageRequest;
import io.coupabridge.client.lane.LanePlan;
import io.coupabridge.client.lane.LanePlan.Range;
import io.coupabridge.contracts.RunMode;
import io.coupabridge.runtime.connection.Access.Granted;
import io.coupabridge.runtime.handler.RunScope;
import io.coupabridge.runtime.run.LaneResult.Failed;
import io.coupabridge.runtime.run.LaneResult.Pages;
import io.coupabridge.simulator.CoupaInstance;
import io.coupabridge.simulator.InstanceSpec;
import io.coupabridge.simulator.fault.Fault;
import io.coupabridge.simulator.fault.FaultBody;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Lanes of one pass against the simulator, twenty-five requests a second, without anybody who publishes or retries. */
class LaneReaderIT extends SimulatedCoupaTest {

    private static final int CEILING = 25;
    private static final Duration LONGER = Duration.ofMinutes(1);

    /** What may be past its last look at whether to send: one thread sends to a host. */
    private static final int STARTING = 1;

    private final List<Long> settled = new ArrayList<>();
    private LanePlan plan;
    private CoupaSession session;
    private LaneReader reader;

    @AfterEach
    void close() {
        reader.close();
    }

    @Test
    void reads_what_lies_in_its_ranges_once_and_nothing_else() {
        // given
        CoupaInstance coupa = coupa(InstanceSpec.defaults().users(400));
        List<Long> ids = coupa.data().users().ids();
        read(coupa, new Range(0, ids.get(119)), new Range(ids.get(199), ids.get(399)));

        // when
        settleAll();

        // then
        List<Long> wanted = new ArrayList<>(ids.subList(0, 120));
        wanted.addAll(ids.subList(200, 400));
        assertThat(settled).containsExactlyInAnyOrderElementsOf(wanted);
    }

    @Test
    void asks_at_its_open_end_first() {
        // given slots that are further apart than a connection takes on a busy machine
        CoupaInstance coupa = coupa(InstanceSpec.defaults().users(400));
        long last = lastOf(coupa);
        read(coupa, 4, new Range(0, last), new Range(last, LanePlan.OPEN_END));

        // when
        settleAll();

        // then
        // sent first, though connections may turn two of them round
        assertThat(starts(coupa).subList(0, 2)).contains(last);
        assertThat(settled).hasSize(400);
    }

    @Test
    void asks_once_more_when_a_lane_ends_before_the_record_at_its_end() {
        // given a lane that is too short to be cut
        CoupaInstance coupa = coupa(InstanceSpec.defaults().users(20));
        coupa.faults().next(Fault.of(FaultBody.EMPTY_ARRAY));
        read(coupa, new Range(firstOf(coupa) - 1, lastOf(coupa)));

        // when
        settleAll();

        // then
        assertThat(settled).hasSize(20);
        assertThat(coupa.log().apiCount()).isEqualTo(2);
    }

    @Test
    void believes_an_empty_lane_the_second_time() {
        // given a lane that is too short to be cut
        CoupaInstance coupa = coupa(InstanceSpec.defaults().users(20));
        coupa.faults().next(2, Fault.of(FaultBody.EMPTY_ARRAY));
        read(coupa, new Range(firstOf(coupa) - 1, lastOf(coupa)));

        // when
        settleAll();

        // then
        assertThat(settled).isEmpty();
        assertThat(coupa.log().apiCount()).isEqualTo(2);
    }

    @Test
    void reads_again_what_a_failed_page_would_have_brought() {
        // given
        CoupaInstance coupa = coupa(InstanceSpec.defaults().users(400));
        coupa.faults().nth(3, Fault.status(500));
        read(coupa, new Range(0, lastOf(coupa)));

        // when
        List<Failed> failures = settleAll();

        // then
        assertThat(failures).hasSize(1);
        assertThat(settled).doesNotHaveDuplicates().hasSize(400);
    }

    @Test
    void takes_no_notice_of_an_odd_answer_instead_of_a_page_ahead() {
        // given
        CoupaInstance coupa = coupa(InstanceSpec.defaults().users(400));
        coupa.faults().nth(2, Fault.of(FaultBody.HTML));
        read(coupa, new Range(0, lastOf(coupa)));

        // when
        List<Failed> failures = settleAll();

        // then
        assertThat(failures).isEmpty();
        assertThat(settled).doesNotHaveDuplicates().hasSize(400);
    }

    @Test
    void takes_failures_of_what_was_sent_side_by_side_for_one() {
        // given
        CoupaInstance coupa = coupaWhoseAnswersTakeLongerThanLanesNeedToStart();
        coupa.faults().next(3, Fault.status(500));
        read(coupa, lanes(3));

        // when
        List<Failed> failures = settleAll();

        // then
        assertThat(failures).extracting(Failed::first).containsExactly(true, false, false);
    }

    @Test
    void takes_a_wish_for_silence_for_news_although_something_else_failed_beside_it() {
        // given
        CoupaInstance coupa = coupaWhoseAnswersTakeLongerThanLanesNeedToStart();
        coupa.faults().nth(1, Fault.status(500));
        coupa.faults().nth(2, Fault.throttled());
        read(coupa, lanes(2));

        // when
        List<Failed> failures = settleAll();

        // then
        assertThat(failures)
                .filteredOn(failed -> failed.failure() instanceof ThrottledException)
                .singleElement()
                .matches(Failed::first);
    }

    @Test
    void takes_a_wish_for_a_longer_silence_for_news() {
        // given
        CoupaInstance coupa = coupaWhoseAnswersTakeLongerThanLanesNeedToStart();
        coupa.faults().nth(1, Fault.throttled().retryAfter(Duration.ofSeconds(5)));
        coupa.faults().nth(2, Fault.throttled().retryAfter(LONGER));
        read(coupa, lanes(2));

        // when
        List<Failed> failures = settleAll();

        // then
        assertThat(failures)
                .filteredOn(failed -> failed.failure() instanceof ThrottledException asked
                        && asked.retryAfter().equals(Optional.of(LONGER)))
                .singleElement()
                .matches(Failed::first);
    }

    @Test
    void takes_the_same_wish_of_several_answers_for_one() {
        // given
        CoupaInstance coupa = coupaWhoseAnswersTakeLongerThanLanesNeedToStart();
        coupa.faults().next(3, Fault.throttled().retryAfter(Duration.ofSeconds(5)));
        read(coupa, lanes(3));

        // when
        List<Failed> failures = settleAll();

        // then
        // twice when the machine stalls between them
        assertThat(failures).hasSize(3).filteredOn(Failed::first).hasSizeLessThan(3);
    }

    @Test
    void sends_nothing_in_a_pause_although_slots_open_in_it() {
        // given slots for most of a second
        CoupaInstance coupa = coupa(InstanceSpec.defaults().users(4_000));
        readWithManyLanes(coupa);
        fill();

        // when
        reader.pause(Duration.ofHours(1));
        session.requests().takeSent();

        // then
        assertThat(sentUntilAllSlotsAreOver()).isLessThanOrEqualTo(STARTING);
    }

    @Test
    void does_not_end_a_pause_for_a_shorter_one() {
        // given
        CoupaInstance coupa = coupa(InstanceSpec.defaults().users(400));
        read(coupa, new Range(0, lastOf(coupa)));

        // when
        reader.pause(Duration.ofHours(1));
        reader.pause(Duration.ZERO);

        // then
        assertThat(reader.pauseLeft()).isGreaterThan(Duration.ofMinutes(59));
    }

    @Test
    void goes_on_with_every_lane_after_a_pause() {
        // given
        CoupaInstance coupa = coupa(InstanceSpec.defaults().users(1_500));
        readWithManyLanes(coupa);
        fill();

        // when
        reader.pause(Duration.ofMillis(500));
        settleAll();

        // then
        assertThat(settled).doesNotHaveDuplicates().hasSize(1_500);
    }

    @Test
    void waits_a_moment_for_lanes_that_miss_their_slots_too_when_a_full_machine_was_too_late_for_one() {
        // given
        CoupaInstance coupa = coupa(InstanceSpec.defaults().users(4_000));
        bed.othersWait = true;
        readWithManyLanes(coupa);

        // when / then
        // again when the machine stalls for longer than that moment
        await().atMost(SOON).until(() -> {
            fillWhileNothingIsSentUntilTheSlotsAreOver(coupa);
            boolean mightAskBefore = reader.pauseLeft().isZero();
            reader.next(Duration.ofSeconds(1));
            return mightAskBefore && !reader.pauseLeft().isZero();
        });
    }

    @Test
    void sends_nothing_once_it_is_closed() {
        // given slots for most of a second
        CoupaInstance coupa = coupa(InstanceSpec.defaults().users(4_000));
        readWithManyLanes(coupa);
        fill();

        // when
        reader.close();
        session.requests().takeSent();

        // then
        assertThat(sentUntilAllSlotsAreOver()).isLessThanOrEqualTo(STARTING);
    }

    @Test
    void sends_nothing_with_a_token_that_has_ended_until_it_has_another() {
        // given
        CoupaInstance coupa = coupa(InstanceSpec.defaults().users(400));
        read(coupa, new Range(0, lastOf(coupa)));
        Granted good = granted(coupa, CEILING);
        session.use(until(good, Instant.now()));
        fill();
        session.requests().takeSent();
        assertThat(sentUntilAllSlotsAreOver()).isZero();

        // when
        session.use(good);
        settleAll();

        // then
        assertThat(settled).doesNotHaveDuplicates().hasSize(400);
    }

    @Test
    void sends_nothing_when_a_slot_opens_after_the_end_of_the_token_that_it_was_got_for() {
        // given slots for most of a second
        CoupaInstance coupa = coupa(InstanceSpec.defaults().users(4_000));
        readWithManyLanes(coupa);
        session.use(until(granted(coupa, CEILING), Instant.now().plusMillis(2_050)));

        // when
        fill();
        await().pollDelay(Duration.ofMillis(100)).until(() -> true);
        session.requests().takeSent();

        // then
        assertThat(sentUntilAllSlotsAreOver()).isZero();
    }

    private static Granted until(Granted good, Instant end) {
        return new Granted(
                good.baseUrl(),
                good.token(),
                good.tokenVersion(),
                good.connectionVersion(),
                good.usableFrom(),
                end,
                good.ceiling());
    }

    private CoupaInstance coupaWhoseAnswersTakeLongerThanLanesNeedToStart() {
        return coupa(InstanceSpec.defaults().users(4_000).latency(Duration.ofSeconds(1)));
    }

    private static Range[] lanes(int count) {
        return IntStream.range(0, count)
                .mapToObj(lane -> new Range(lane * 50L, (lane + 1) * 50L))
                .toArray(Range[]::new);
    }

    private void read(CoupaInstance coupa, Range... ranges) {
        read(coupa, CEILING, ranges);
    }

    private void read(CoupaInstance coupa, int ceiling, Range... ranges) {
        RunScope scope = new RunScope(tenant, RunMode.FULL, null, null, Instant.now());
        Granted access = granted(coupa, ceiling);
        plan = new LanePlan(List.of(ranges), PageRequest.LARGEST, true);
        session = bed.sessions.open(scope, access, lastMove -> false);
        reader = bed.readers.open(ReadingBed.USERS, plan, session, bed.time);
    }

    /** As many as there are slots in most of a second: as if a page took that long. */
    private void readWithManyLanes(CoupaInstance coupa) {
        read(coupa, new Range(0, lastOf(coupa)));
        bed.resources.pageTimes.assume(new BaseUrl(coupa.origin()).hostKey(), Duration.ofMillis(800));
    }

    /** @return what failed */
    private List<Failed> settleAll() {
        List<Failed> failures = new ArrayList<>();
        await().atMost(SOON).pollInterval(Duration.ZERO).until(() -> {
            fill();
            Optional<LaneResult> result = reader.next(Duration.ofMillis(100));
            if (result.orElse(null) instanceof Pages pages) {
                pages.pages().forEach(page -> settled.addAll(page.rows()));
                reader.settled(pages.pages(), Duration.ofMillis(1));
            }
            if (result.orElse(null) instanceof Failed failed) {
                failures.add(failed);
            }
            return plan.done() && reader.underWay() == 0;
        });
        return failures;
    }

    /** Again when the budget's database was slow: a run would wait some seconds. */
    private void fill() {
        await().atMost(SOON)
                .ignoreExceptionsInstanceOf(BudgetUnavailableException.class)
                .until(() -> {
                    reader.fill();
                    return true;
                });
    }

    private void fillWhileNothingIsSentUntilTheSlotsAreOver(CoupaInstance coupa) {
        CountDownLatch over = new CountDownLatch(1);
        bed.resources.http.onSendingThread(new BaseUrl(coupa.origin()), 0, () -> {
            try {
                over.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        try {
            fill();
            await().pollDelay(Duration.ofMillis(1_200)).until(() -> true);
        } finally {
            over.countDown();
        }
    }

    private long sentUntilAllSlotsAreOver() {
        AtomicLong sent = new AtomicLong();
        await().during(Duration.ofSeconds(2)).atMost(SOON).until(() -> {
            sent.addAndGet(session.requests().takeSent());
            return true;
        });
        return sent.get();
    }

    private static long firstOf(CoupaInstance coupa) {
        return coupa.data().users().ids().get(0);
    }

    private static long lastOf(CoupaInstance coupa) {
        List<Long> ids = coupa.data().users().ids();
        return ids.get(ids.size() - 1);
    }

    /** Behind which id each request asked, in the order in which they came. */
    private static List<Long> starts(CoupaInstance coupa) {
        return coupa.log().apiRequests().stream()
                .map(request -> Long.parseLong(request.query("id[gt]").orElse("0")))
                .toList();
    }
}
