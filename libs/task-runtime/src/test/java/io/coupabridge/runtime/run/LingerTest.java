package io.coupabridge.runtime.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.client.lane.LanePlan.Settlement;
import io.coupabridge.runtime.schedule.StopSignal;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class LingerTest {

    private static final int MANY = 20;
    private static final int FEW_TO_DO = 1;

    private boolean othersWait;
    private final TimeSlice time = new TimeSlice(Duration.ofHours(1), new StopSignal() {
        @Override
        public boolean stopped() {
            return false;
        }

        @Override
        public boolean othersWait() {
            return othersWait;
        }
    });
    private final Linger linger = new Linger(time);

    @Test
    void is_a_moment_for_the_first_pages() {
        assertThat(linger.longest(FEW_TO_DO)).isEqualTo(Linger.FIRST);
    }

    @Test
    void is_none_behind_a_page_that_came_alone() {
        // when
        linger.settled(1, Duration.ofMillis(30));

        // then
        assertThat(linger.longest(FEW_TO_DO)).isZero();
    }

    @Test
    void is_as_long_as_settling_takes_within_its_bounds() {
        linger.settled(MANY, Duration.ofMillis(30));
        assertThat(linger.longest(FEW_TO_DO)).isEqualTo(Duration.ofMillis(30));

        linger.settled(MANY, Duration.ofMillis(1));
        assertThat(linger.longest(FEW_TO_DO)).isEqualTo(Linger.LEAST);

        linger.settled(MANY, Duration.ofSeconds(1));
        assertThat(linger.longest(FEW_TO_DO)).isEqualTo(Linger.LONGEST);
    }

    @Test
    void is_as_long_as_may_be_for_the_last_pages_of_a_slice() {
        // given
        othersWait = true;
        linger.settled(1, Duration.ofMillis(30));

        // when
        time.pagesAllowed(MANY, 0);

        // then
        assertThat(linger.longest(TimeSlice.PAGES)).isEqualTo(Linger.LONGEST);
    }

    @Test
    void does_not_count_what_a_page_waited_for_a_processor() {
        // given
        Duration publishing = Duration.ofMillis(10);
        long longAgo = System.nanoTime() - Duration.ofSeconds(5).toNanos();

        // when
        Duration waited = Linger.waited(List.of(LanePage.empty(new Settlement(null, 1), longAgo)), publishing);

        // then
        assertThat(waited).isEqualTo(publishing.multipliedBy(2).plus(Linger.LONGEST));
    }
}
