package io.coupabridge.client.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coupabridge.client.http.HostLoops.HostLoop;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class HostLoopsTest {

    private static final Duration DELAY = Duration.ofMillis(200);
    private static final Duration SOON = Duration.ofSeconds(10);

    private final List<String> ran = new CopyOnWriteArrayList<>();
    private Vertx vertx;
    private HostLoops loops;
    private HostLoop loop;

    @BeforeEach
    void start() {
        vertx = Vertx.vertx();
        loops = new HostLoops(vertx);
        loop = loops.of("northwind.example");
    }

    @AfterEach
    void stop() throws Exception {
        loops.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void what_became_due_while_the_loop_was_busy_runs_as_soon_as_it_is_free() {
        // given
        CountDownLatch free = new CountDownLatch(1);
        loop.run(() -> awaitQuietly(free));
        long asked = System.nanoTime();
        loop.runLater(DELAY.toNanos(), () -> ran.add("due"));
        loop.run(() -> ran.add("asked for behind it"));
        await().atMost(SOON).until(() -> System.nanoTime() - asked > DELAY.toNanos());

        // when
        free.countDown();

        // then
        await().atMost(SOON).until(() -> ran.size() == 2);
        assertThat(ran).containsExactly("due", "asked for behind it");
    }

    @Test
    void nothing_runs_before_its_time() {
        // given
        long asked = System.nanoTime();

        // when
        loop.runLater(DELAY.toNanos(), () -> ran.add("after " + (System.nanoTime() - asked >= DELAY.toNanos())));

        // then
        await().atMost(SOON).until(() -> !ran.isEmpty());
        assertThat(ran).containsExactly("after true");
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
