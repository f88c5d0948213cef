package io.coupabridge.runtime.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.runtime.schedule.StopSignal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimeSliceTest {

    private static final Duration LONG = Duration.ofHours(1);

    private boolean stopped;
    private boolean othersWait = true;
    private int looks;

    @Test
    void asks_for_some_pages_and_is_over_when_they_have_come_while_others_wait() {
        // given
        TimeSlice slice = new TimeSlice(LONG, new Replica());
        slice.done(1);
        boolean lastMayBeAskedFor = slice.mayAsk(TimeSlice.PAGES - 2);
        boolean oneMore = slice.mayAsk(TimeSlice.PAGES - 1);
        boolean overBefore = slice.over();

        // when
        slice.done(TimeSlice.PAGES - 1);

        // then
        assertThat(lastMayBeAskedFor).isTrue();
        assertThat(oneMore).isFalse();
        assertThat(overBefore).isFalse();
        assertThat(slice.over()).isTrue();
    }

    @Test
    void asks_again_for_what_was_not_sent() {
        // given
        TimeSlice slice = new TimeSlice(LONG, new Replica());

        // when
        boolean allUnderWay = slice.mayAsk(TimeSlice.PAGES);
        boolean oneMissedItsSlot = slice.mayAsk(TimeSlice.PAGES - 1);

        // then
        assertThat(allUnderWay).isFalse();
        assertThat(oneMissedItsSlot).isTrue();
    }

    @Test
    void asks_for_more_than_some_pages_at_once_when_nobody_waits() {
        // given
        TimeSlice slice = new TimeSlice(LONG, new Replica());
        othersWait = false;
        List<Boolean> may = new ArrayList<>();

        // when
        for (int underWay = 0; underWay < 2 * TimeSlice.PAGES; underWay++) {
            may.add(slice.mayAsk(underWay));
        }

        // then
        assertThat(may).containsOnly(true);
        assertThat(looks).isEqualTo(1);
    }

    @Test
    void is_over_when_its_time_is_although_only_one_page_failed() {
        // given
        TimeSlice slice = new TimeSlice(Duration.ZERO, new Replica());
        boolean beforeThat = slice.over();

        // when
        slice.gotOn();

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
