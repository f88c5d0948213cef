package io.coupabridge.publication;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.apache.kafka.clients.producer.Producer;

/**
 * The transactional producers of this process, for all tenants' streams (ADR 17): as many as streams were open at once
 * lately. Each is lent to one stream at a time. Thread-safe.
 */
final class ProducerPool implements Producers {

    private final Function<String, Producer<byte[], byte[]>> maker;
    private final String prefix;
    private final long unusedNanos;
    private final AtomicLong made = new AtomicLong();
    private final Deque<Idle> idle = new ArrayDeque<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "producer-pool");
        thread.setDaemon(true);
        return thread;
    });
    private boolean closed;

    private record Idle(StreamProducer producer, long sinceNanos) {}

    /**
     * @param maker makes the producer that has the given transactional id
     * @param prefix of the transactional ids
     * @param unused how long a producer is kept that nobody takes: in that time Kafka must not forget its id
     */
    ProducerPool(Function<String, Producer<byte[], byte[]>> maker, String prefix, Duration unused) {
        this.maker = maker;
        // a process that comes back under its old name must not be taken for the one before it
        this.prefix = prefix + UUID.randomUUID() + ".";
        this.unusedNanos = unused.toNanos();
        long look = Math.max(1, unusedNanos / 4);
        timer.scheduleWithFixedDelay(this::closeUnused, look, look, TimeUnit.NANOSECONDS);
    }

    @Override
    public StreamProducer take() {
        Idle latest;
        synchronized (this) {
            latest = idle.pollFirst();
        }
        return latest == null ? StreamProducer.start(maker, prefix + made.incrementAndGet()) : latest.producer();
    }

    @Override
    public void giveBack(StreamProducer producer) {
        if (!put(producer)) {
            producer.discard();
        }
    }

    @Override
    public synchronized int idle() {
        return idle.size();
    }

    @Override
    public void close() {
        timer.shutdownNow();
        List<Idle> all;
        synchronized (this) {
            closed = true;
            all = List.copyOf(idle);
            idle.clear();
        }
        all.forEach(one -> one.producer().discard());
    }

    private synchronized boolean put(StreamProducer producer) {
        if (!closed) {
            idle.addFirst(new Idle(producer, System.nanoTime()));
        }
        return !closed;
    }

    private void closeUnused() {
        List<Idle> unused = new ArrayList<>();
        synchronized (this) {
            // the latest is taken first, so the one behind all others has waited longest
            while (!idle.isEmpty() && System.nanoTime() - idle.getLast().sinceNanos() >= unusedNanos) {
                unused.add(idle.removeLast());
            }
        }
        unused.forEach(one -> one.producer().discard());
    }
}
