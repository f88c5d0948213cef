package io.coupabridge.edge.health;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Looks at something again and again, in a thread of its own. A look that fails is followed by the next. Thread-safe.
 */
public final class RegularLook implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(RegularLook.class);
    private static final Duration LONGEST_END = Duration.ofSeconds(2);

    private final String name;
    private final Duration every;
    private final Runnable look;
    private final ScheduledExecutorService timer;

    /**
     * Not started yet.
     *
     * @param name of the thread
     * @param every from the end of a look to the next; also before the first
     */
    public RegularLook(String name, Duration every, Runnable look) {
        this.name = name;
        this.every = every;
        this.look = look;
        this.timer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Begins to look; once. */
    public void start() {
        timer.scheduleWithFixedDelay(this::tryToLook, every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * Looks no more. Waits up to two seconds for a look that is under way: what it needs is still there now, and later it
     * would fail with a stack trace that tells nothing.
     */
    @Override
    public void close() {
        timer.shutdown();
        try {
            timer.awaitTermination(LONGEST_END.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        timer.shutdownNow();
    }

    private void tryToLook() {
        try {
            look.run();
        } catch (RuntimeException | Error e) {
            // without this catch, nobody would look again
            LOG.debugf(e, "The look %s has failed.", name);
        }
    }
}
