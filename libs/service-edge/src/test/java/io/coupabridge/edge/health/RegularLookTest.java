package io.coupabridge.edge.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RegularLookTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    @Test
    void looks_again_after_a_look_that_failed() {
        // given
        AtomicInteger looks = new AtomicInteger();
        try (RegularLook look = new RegularLook("test", Duration.ofMillis(1), () -> {
            looks.incrementAndGet();
            throw new IllegalStateException("of the test");
        })) {
            // when
            look.start();

            // then
            await().atMost(SOON).until(() -> looks.get() > 2);
        }
    }

    @Test
    void ends_no_sooner_than_the_look_that_is_under_way() throws InterruptedException {
        // given
        CountDownLatch begun = new CountDownLatch(1);
        AtomicBoolean interrupted = new AtomicBoolean();
        AtomicBoolean closing = new AtomicBoolean();
        AtomicBoolean done = new AtomicBoolean();
        RegularLook look = new RegularLook("test", Duration.ofMillis(1), () -> {
            begun.countDown();
            await().atMost(SOON).until(closing::get);
            interrupted.set(Thread.currentThread().isInterrupted());
            done.set(true);
        });
        look.start();
        begun.await();

        // when
        closing.set(true);
        look.close();

        // then
        assertThat(done).isTrue();
        assertThat(interrupted).isFalse();
    }
}
