package io.coupabridge.runtime.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coupabridge.runtime.schedule.StopSignal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimeSliceIT {

    private static final Duration LONG = Duration.ofHours(1);

    private boolean stopped;
    private boolean othersWait = true;
    private int looks;

    @Test
    void asks_for_some_pages_and_is_over_when_they_have_come_while_others_wait() {
        // given
        TimeSlice slice = new TimeSlice(LONG, new Replica());
        slice.done(1);
        int first = slice.pagesAllowed(25, 0);
        int further = slice.pagesAllowed(25, first);
        boolean overBefore = slice.over();

        // when
        slice.done(first);

        // then
        assertThat(first).isEqualTo(TimeSlice.PAGES - 1);
        assertThat(further).isZero();
        assertThat(overBefore).isFalse();
        assertThat(slice.over()).isTrue();
    }

    @Test
    void asks_no_more_once_others_were_seen_to_wait_and_all_it_may_ask_for_is_under_way() {
        // given
        TimeSlice slice = new TimeSlice(LONG, new Replica());
        boolean before = slice.asksNoMore(TimeSlice.PAGES);

        // when
        slice.pagesAllowed(25, 0);

        // then
        assertThat(before).isFalse();
        assertThat(slice.asksNoMore(TimeSlice.PAGES - 1)).isFalse();
        assertThat(slice.asksNoMore(TimeSlice.PAGES)).isTrue();
    }

    @Test
    void asks_again_for_what_was_not_sent() {
        // given
        TimeSlice slice = new TimeSlice(LONG, new Replica());

        // when
        int allUnderWay = slice.pagesAllowed(25, TimeSlice.PAGES);
        int oneMissedItsSlot = slice.pagesAllowed(25, TimeSlice.PAGES - 1);

        // then
        assertThat(allUnderWay).isZero();
        assertThat(oneMissedItsSlot).isEqualTo(1);
    }

    @Test
    void is_the_longer_the_more_the_run_has_read_up_to_what_is_published_together() {
        // given
        List<Integer> asked = new ArrayList<>();

        // when
        for (long read : List.of(0L, 10L, 20L, 100L)) {
            TimeSlice slice = new TimeSlice(LONG, new Replica());
            slice.goesOnAfter(read);
            asked.add(slice.pagesAllowed(25, 0));
        }

        // then
        assertThat(asked).containsExactly(5, 5, 10, 16);
    }

    @Test
    void is_no_longer_for_the_next_run_of_a_tenant_than_for_others() {
        // given
        TimeSlice slice = new TimeSlice(LONG, new Replica());
        slice.goesOnAfter(100);
        slice.done(8);

        // when
        slice.goesOnAfter(0);

        // then
        assertThat(slice.over()).isTrue();
    }

    @Test
    void looks_for_others_as_often_as_others_do_once_nobody_waited() {
        // given
        TimeSlice slice = new TimeSlice(LONG, new Replica());
        slice.goesOnAfter(100);
        othersWait = false;
        slice.pagesAllowed(25, 0);
        othersWait = true;

        // when
        int further = slice.pagesAllowed(25 - TimeSlice.PAGES, TimeSlice.PAGES);

        // then
        assertThat(further).isZero();
    }

    @Test
    void asks_for_as_many_as_are_wanted_when_nobody_waits() {
        // given
        TimeSlice slice = new TimeSlice(LONG, new Replica());
        othersWait = false;

        // when
        int first = slice.pagesAllowed(25, 0);
        int further = slice.pagesAllowed(1, 25);

        // then
        assertThat(first).isEqualTo(25);
        assertThat(further).isEqualTo(1);
    }

    @Test
    void looks_for_others_once_in_some_pages() {
        // given
        TimeSlice slice = new TimeSlice(LONG, new Replica());
        othersWait = false;

        // when
        for (int underWay = 0; underWay < 4 * TimeSlice.PAGES; underWay++) {
            slice.pagesAllowed(1, underWay);
        }

        // then
        assertThat(looks).isEqualTo(3);
    }

    @Test
    void looks_for_others_once_in_some_pages_although_it_wants_more_than_its_list_has_lanes() {
        // given
        TimeSlice slice = new TimeSlice(LONG, new Replica());
        othersWait = false;

        // when
        for (int page = 0; page < 4 * TimeSlice.PAGES; page++) {
            slice.pagesAllowed(22, 3);
            slice.done(1);
        }

        // then
        assertThat(looks).isBetween(1, 4);
    }

    @Test
    void asks_for_no_more_when_somebody_came_before_all_that_was_wanted_could_be_sent() {
        // given
        TimeSlice slice = new TimeSlice(LONG, new Replica());
        othersWait = false;
        slice.pagesAllowed(25, 0);
        othersWait = true;

        // when
        int further = slice.pagesAllowed(25 - TimeSlice.PAGES, TimeSlice.PAGES);

        // then
        assertThat(further).isZero();
    }

    @Test
    void is_over_when_its_time_is_although_only_one_page_failed() {
        // given
        TimeSlice slice = new TimeSlice(Duration.ZERO, new Replica());
        boolean beforeThat = slice.over();

        // when
        slice.progressed();

        // then
        assertThat(beforeThat).isFalse();
        assertThat(slice.over()).isTrue();
    }

    @Test
    void begins_anew_when_nobody_waits_and_looks_again_only_at_the_next_one_s_end() {
        // given
        TimeSlice slice = new TimeSlice(LONG, new Replica());
        othersWait = false;
        List<Boolean> over = new ArrayList<>();

        // when
        for (int page = 0; page < 2 * TimeSlice.PAGES; page++) {
            slice.done(1);
            over.add(slice.over());
        }

        // then
        assertThat(over).containsOnly(false);
        assertThat(looks).isEqualTo(2);
    }

    @Test
    void is_over_at_once_when_the_replica_stops() {
        // given
        TimeSlice slice = new TimeSlice(LONG, new Replica());

        // when
        stopped = true;

        // then
        assertThat(slice.over()).isTrue();
    }

    @Test
    void is_in_vain_when_nothing_came_for_some_lengths_and_others_wait() {
        // given
        TimeSlice slice = new TimeSlice(Duration.ZERO, new Replica());
        othersWait = false;

        // when
        boolean alone = slice.inVain(0, System.nanoTime());
        othersWait = true;

        // then
        assertThat(alone).isFalse();
        assertThat(slice.inVain(0, System.nanoTime())).isTrue();
    }

    @Test
    void is_not_in_vain_soon_after_the_last_step() {
        // given
        TimeSlice slice = new TimeSlice(LONG, new Replica());

        // when
        boolean inVain =
                slice.inVain(0, System.nanoTime() - LONG.multipliedBy(10).toNanos());

        // then
        assertThat(inVain).isFalse();
    }

    @Test
    void is_not_in_vain_soon_after_coupa_was_asked_or_answered() {
        // given
        Duration length = Duration.ofMillis(20);
        TimeSlice slice = new TimeSlice(length, new Replica());
        await().until(() -> slice.inVain(0, System.nanoTime() - LONG.toNanos()));

        // when
        boolean answered = slice.inVain(0, System.nanoTime() + LONG.toNanos());

        // then
        assertThat(answered).isFalse();
    }

    @Test
    void has_more_patience_after_a_failure() {
        // given
        Duration length = Duration.ofMillis(20);
        long longAgo = System.nanoTime() - LONG.toNanos();
        long begin = System.nanoTime();
        TimeSlice slice = new TimeSlice(length, new Replica());

        // when
        await().pollInterval(Duration.ofMillis(5)).until(() -> slice.inVain(1, longAgo));

        // then
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(length.multipliedBy(9));
    }

    @Test
    void leaves_it_to_the_time_of_a_request_after_some_failures() {
        assertThat(new TimeSlice(Duration.ZERO, new Replica()).inVain(4, System.nanoTime()))
                .isFalse();
    }

    private final class Replica implements StopSignal {
        @Override
        public boolean stopped() {
            return stopped;
        }

        @Override
        public boolean othersWait() {
            looks++;
            return othersWait;
        }
    }
}
