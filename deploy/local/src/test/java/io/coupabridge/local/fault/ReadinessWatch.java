package io.coupabridge.local.fault;

import io.coupabridge.testing.process.Replica;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Asks a replica again and again whether it is ready, as a load balancer does, and counts its changes. Thread-safe. */
final class ReadinessWatch implements AutoCloseable {

    private static final Duration OFTEN = Duration.ofMillis(100);

    private final CountDownLatch stop = new CountDownLatch(1);
    private final List<Seen> seen;
    private final List<Thread> threads;

    ReadinessWatch(List<Replica> replicas) {
        this.seen = replicas.stream().map(Seen::new).toList();
        this.threads = seen.stream().map(each -> new Thread(() -> follow(each))).toList();
        threads.forEach(Thread::start);
    }

    /** How often a replica changed to down since the last call, the one that did so most. */
    int mostDowns() {
        return seen.stream().mapToInt(each -> each.downs.getAndSet(0)).max().orElse(0);
    }

    boolean allDown() {
        return seen.stream().noneMatch(each -> each.up);
    }

    boolean allUp() {
        return seen.stream().allMatch(each -> each.up);
    }

    private void follow(Seen each) {
        try {
            do {
                boolean up = each.replica.ready();
                if (each.up && !up) {
                    each.downs.incrementAndGet();
                }
                each.up = up;
            } while (!stop.await(OFTEN.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        stop.countDown();
        threads.forEach(Thread::interrupt);
    }

    private static final class Seen {

        private final Replica replica;
        private final AtomicInteger downs = new AtomicInteger();
        private volatile boolean up;

        Seen(Replica replica) {
            this.replica = replica;
        }
    }
}
