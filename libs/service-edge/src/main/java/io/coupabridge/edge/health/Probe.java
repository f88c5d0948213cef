package io.coupabridge.edge.health;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Asks something each second in a thread of its own, and knows at any time what came of it. Until the first good answer it
 * asks more often for some seconds: a service that starts is ready when it can be. Whoever reads it waits for nobody, also
 * while an answer is long in coming. A single bad answer changes nothing ({@link Standing}). Thread-safe.
 */
public final class Probe implements AutoCloseable {

    /** From one question to the next, also while it is down: who is in trouble is not asked more often. */
    private static final long EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final long AT_START_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** So many questions belong to the start; who is down longer is in trouble. */
    private static final int AT_START = 50;

    private final Standing standing;
    private final Supplier<Map<String, String>> question;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread;

    /**
     * Not started yet.
     *
     * @param name for logs and answers, such as {@code Kafka}
     * @param question says what is wrong, by what is concerned; empty when nothing is. A failure is a bad answer. It should
     *     come to an end within seconds, also when nobody answers.
     */
    public Probe(String name, Supplier<Map<String, String>> question) {
        this(name, System::nanoTime, question);
    }

    Probe(String name, LongSupplier nanos, Supplier<Map<String, String>> question) {
        this.standing = new Standing(name, nanos);
        this.question = () -> answer(name, question);
        this.thread = new Thread(this::askAgainAndAgain, "probe " + name);
        this.thread.setDaemon(true);
    }

    /** Begins to ask; once. */
    public void start() {
        thread.start();
    }

    /** What is wrong, in words by what is concerned; empty while all is well. */
    public Map<String, String> troubles() {
        return standing.troubles();
    }

    /**
     * Shows in the metric {@code coupabridge.dependency.silent} how long ago the last good answer was.
     *
     * @param dependency its tag
     */
    void meter(MeterRegistry metrics, String dependency) {
        Gauge.builder("coupabridge.dependency.silent", () -> standing.silence().toMillis() / 1_000.0)
                .description("How long ago the last write of this replica was acknowledged")
                .baseUnit("seconds")
                .tag("dependency", dependency)
                .register(metrics);
    }

    /** Asks no more. The last that was heard stays, as long as it can count. */
    @Override
    public void close() {
        stop.countDown();
        thread.interrupt();
    }

    private void askAgainAndAgain() {
        try {
            long left;
            int asked = 0;
            boolean starting;
            do {
                long start = System.nanoTime();
                standing.heard(question.get());
                asked++;
                starting = asked < AT_START && !standing.everUp();
                // a slow answer is no silence: the pause after it is not added to it
                left = (starting ? AT_START_NANOS : EVERY_NANOS) - (System.nanoTime() - start);
            } while (!stop.await(left, TimeUnit.NANOSECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Map<String, String> answer(String name, Supplier<Map<String, String>> question) {
        try {
            return question.get();
        } catch (RuntimeException | Error e) {
            return Map.of(name, "does not answer (" + e.getClass().getSimpleName() + ")");
        }
    }
}
