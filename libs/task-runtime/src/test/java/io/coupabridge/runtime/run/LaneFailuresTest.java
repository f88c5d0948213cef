package io.coupabridge.runtime.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.client.failure.ThrottledException;
import io.coupabridge.client.failure.UnavailableException;
import io.coupabridge.client.failure.UnavailableException.Kind;
import io.coupabridge.runtime.run.LaneEvent.PageFailed;
import io.coupabridge.runtime.run.LaneResult.Failed;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LaneFailuresTest {

    private final LaneFailures failures = new LaneFailures();

    @Test
    void what_was_sent_beside_a_failure_is_no_news() {
        // given
        long side = System.nanoTime();
        add(side, outage());
        take();

        // when
        Failed beside = add(side, outage());

        // then
        assertThat(beside.first()).isFalse();
    }

    @Test
    void what_was_sent_once_a_failure_was_known_is_news() {
        // given
        add(System.nanoTime(), outage());
        take();

        // when
        Failed next = add(System.nanoTime() + 1, outage());

        // then
        assertThat(next.first()).isTrue();
    }

    @Test
    void a_wish_for_silence_is_news_beside_another_failure() {
        // given
        long side = System.nanoTime();
        add(side, outage());
        take();

        // when
        Failed throttled = add(side, silence(Optional.empty()));

        // then
        assertThat(throttled.first()).isTrue();
    }

    @Test
    void the_same_wish_for_silence_is_news_once() {
        // given
        long side = System.nanoTime();
        add(side, silence(Optional.of(Duration.ofSeconds(5))));
        take();

        // when
        Failed again = add(side, silence(Optional.of(Duration.ofSeconds(5))));

        // then
        assertThat(again.first()).isFalse();
    }

    @Test
    void a_wish_for_a_longer_silence_is_news() {
        // given
        long side = System.nanoTime();
        add(side, silence(Optional.of(Duration.ofSeconds(5))));
        take();

        // when
        Failed longer = add(side, silence(Optional.of(Duration.ofMinutes(1))));

        // then
        assertThat(longer.first()).isTrue();
    }

    @Test
    void what_was_given_up_is_no_news() {
        // given
        long sent = System.nanoTime();
        failures.sentBeforeNowIsNoNews();

        // when
        Failed failed = add(sent, outage());

        // then
        assertThat(failed.first()).isFalse();
    }

    @Test
    void is_taken_once() {
        // given
        add(System.nanoTime(), outage());

        // when
        Optional<Failed> taken = failures.take();

        // then
        assertThat(taken).isPresent();
        assertThat(failures.any()).isFalse();
        assertThat(failures.take()).isEmpty();
    }

    @Test
    void an_error_is_a_fault_of_this_program() {
        // when
        Failed failed = failures.add(new PageFailed(null, System.nanoTime(), null, new StackOverflowError(), false));

        // then
        assertThat(failed.failure()).isInstanceOf(IllegalStateException.class).hasCauseInstanceOf(Error.class);
    }

    private Failed add(long sentNanos, RuntimeException failure) {
        return failures.add(new PageFailed(null, sentNanos, null, failure, false));
    }

    private void take() {
        assertThat(failures.take()).isPresent();
    }

    private static RuntimeException outage() {
        return new UnavailableException(Kind.SERVER_ERROR, "Coupa is down.");
    }

    private static RuntimeException silence(Optional<Duration> retryAfter) {
        return new ThrottledException("Coupa asks for silence.", retryAfter);
    }
}
