package io.coupabridge.simulator.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class LimitsTest {

    private final AtomicLong nanos = new AtomicLong();
    private final Limits limits = new Limits(nanos::get);

    private int admittedOf(int requests) {
        int admitted = 0;
        for (int i = 0; i < requests; i++) {
            admitted += limits.admit().refusal() == null ? 1 : 0;
        }
        return admitted;
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    @Test
    void lets_everything_through_until_it_is_on() {
        assertThat(admittedOf(10_000)).isEqualTo(10_000);
    }

    @Test
    void admits_the_burst_and_then_the_rate() {
        // given
        limits.on();

        // when
        int atOnce = admittedOf(100);
        pass(Duration.ofSeconds(1));
        int aSecondLater = admittedOf(100);
        pass(Duration.ofSeconds(10));
        int afterRest = admittedOf(100);

        // then
        assertThat(atOnce).isEqualTo(21);
        assertThat(aSecondLater).isEqualTo(21);
        assertThat(afterRest).isEqualTo(21);
        assertThat(limits.rejectedCount()).isEqualTo(300 - 63);
    }

    @Test
    void never_refuses_a_steady_client_below_the_rate() {
        // given
        limits.on(25, 20);

        // when
        int admitted = 0;
        for (int i = 0; i < 1_000; i++) {
            admitted += admittedOf(1);
            pass(Duration.ofMillis(40));
        }

        // then
        assertThat(admitted).isEqualTo(1_000);
    }

    @Test
    void gives_less_while_a_neighbour_takes_its_share() {
        // given
        limits.on(20, 0).neighbour(0.5);

        // when
        int shared = steady();
        limits.neighbour(0);
        int alone = steady();

        // then
        assertThat(shared).isBetween(99, 101);
        assertThat(alone).isBetween(199, 201);
    }

    /** Ten seconds of far too many requests. */
    private int steady() {
        int admitted = 0;
        for (int i = 0; i < 10_000; i++) {
            admitted += admittedOf(1);
            pass(Duration.ofMillis(1));
        }
        return admitted;
    }

    @Test
    void queues_the_burst_with_growing_waits() {
        // given
        limits.on(25, 20).queueing(true);

        // when
        Duration first = limits.admit().queued();
        Duration second = limits.admit().queued();
        admittedOf(9);
        Duration twelfth = limits.admit().queued();

        // then
        assertThat(first).isZero();
        assertThat(second).isEqualTo(Duration.ofMillis(40));
        assertThat(twelfth).isEqualTo(Duration.ofMillis(440));
    }

    @ParameterizedTest
    @CsvSource({"429, application/json", "503, text/html"})
    void refuses_with_the_status_of_the_switch(int status, String type) {
        // given
        limits.on(1, 0).rejectWith(status);
        limits.admit();

        // when
        var refusal = limits.admit().refusal();

        // then
        assertThat(refusal.status()).isEqualTo(status);
        assertThat(refusal.headers().get("Content-Type")).startsWith(type);
    }

    @ParameterizedTest
    @EnumSource(RetryAfterForm.class)
    void says_when_to_come_again_in_the_form_of_the_switch(RetryAfterForm form) {
        // given
        limits.on(1, 0).retryAfter(form, Duration.ofSeconds(3));
        limits.admit();

        // when
        String header = limits.admit().refusal().headers().get("Retry-After");

        // then
        switch (form) {
            case NONE -> assertThat(header).isNull();
            case SECONDS -> assertThat(header).isEqualTo("3");
            case DATE -> assertThat(header).endsWith(" GMT");
        }
    }
}
