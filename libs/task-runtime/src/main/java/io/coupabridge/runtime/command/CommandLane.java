package io.coupabridge.runtime.command;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/**
 * Takes the commands of one partition, one after the other. One that fails is tried again, with growing pauses, until it is
 * done or the replica stops; those behind it wait.
 */
final class CommandLane {

    private static final Logger LOG = Logger.getLogger(CommandLane.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final Duration IDLE = Duration.ofSeconds(10);

    private final TopicPartition partition;
    private final SkippedCommands skipped;
    private final Consumer<ConsumerRecord<byte[], byte[]>> taker;
    private final CountDownLatch stop;
    private final ThreadPoolExecutor thread;

    /** The offset behind the last command that is done; written by the lane's thread only. */
    private volatile long next;

    /**
     * @param taker throws what makes a command wait
     * @param stop is down when the replica stops
     */
    CommandLane(
            TopicPartition partition,
            SkippedCommands skipped,
            Consumer<ConsumerRecord<byte[], byte[]>> taker,
            CountDownLatch stop) {
        this.partition = partition;
        this.skipped = skipped;
        this.taker = taker;
        this.stop = stop;
        this.thread = new ThreadPoolExecutor(
                1, 1, IDLE.toMillis(), TimeUnit.MILLISECONDS, new LinkedBlockingQueue<>(), this::daemon);
        thread.allowCoreThreadTimeOut(true);
    }

    /** @param done is run when the command is in the ledger or buried; never if the replica stops before */
    void add(ConsumerRecord<byte[], byte[]> command, Runnable done) {
        thread.execute(() -> {
            if (untilDone(() -> take(command))) {
                done.run();
            }
        });
    }

    /** Takes what the channel passed over before that offset. Does nothing while commands wait here: they show the gap. */
    void catchUp(long offset) {
        if (next < offset && waiting() == 0) {
            thread.execute(() -> untilDone(() -> closeGap(offset)));
        }
    }

    /** How many commands it has that are not done; the gap that it closes counts as one. */
    int waiting() {
        return thread.getQueue().size() + thread.getActiveCount();
    }

    /** The offset behind the last command that is done; 0 before the first. */
    long next() {
        return next;
    }

    private boolean take(ConsumerRecord<byte[], byte[]> command) {
        if (!closeGap(command.offset())) {
            return false;
        }
        taker.accept(command);
        next = command.offset() + 1;
        return true;
    }

    /** A try that fails goes on where it failed. */
    private boolean closeGap(long offset) {
        boolean closed = skipped.between(
                partition,
                next,
                offset,
                record -> {
                    taker.accept(record);
                    next = record.offset() + 1;
                },
                this::stopped);
        if (closed) {
            next = Math.max(next, offset);
        }
        return closed;
    }

    /** @param step false when the replica stopped meanwhile */
    private boolean untilDone(BooleanSupplier step) {
        Duration pause = FIRST_PAUSE;
        while (!stopped()) {
            try {
                return step.getAsBoolean();
            } catch (RuntimeException | Error e) {
                if (pause.equals(FIRST_PAUSE)) {
                    LOG.warnf("A command waits to be taken, and its partition with it: %s", e.getMessage());
                }
                LOG.debug("Taking a command failed.", e);
                if (stopsWithin(pause)) {
                    return false;
                }
                Duration twice = pause.multipliedBy(2);
                pause = twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
            }
        }
        return false;
    }

    private boolean stopped() {
        return stop.getCount() == 0;
    }

    private boolean stopsWithin(Duration pause) {
        try {
            return stop.await(pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            // nobody else has this thread
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private Thread daemon(Runnable work) {
        Thread daemon = new Thread(work, "commands-" + partition.partition());
        daemon.setDaemon(true);
        return daemon;
    }
}
