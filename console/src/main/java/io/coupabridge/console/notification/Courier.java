package io.coupabridge.console.notification;

import io.coupabridge.console.notification.DeliveryTry.Fault;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Delivers what is due, each receiver in a thread of its own, so that a slow one delays no other. More receivers than there
 * are threads take turns.
 */
@Singleton
class Courier {

    private static final Logger LOG = Logger.getLogger(Courier.class);
    private static final int THREADS = 32;
    private static final int IDLE_SECONDS = 10;
    private static final int LONGEST_END_SECONDS = 2;

    private final DeliveryQueue queue;
    private final Sending sending;
    private final NotificationMetrics metrics;
    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(
            0, THREADS, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), Courier::thread);

    Courier(DeliveryQueue queue, Sending sending, NotificationMetrics metrics) {
        this.queue = queue;
        this.sending = sending;
        this.metrics = metrics;
    }

    /** Begins with what is due, and returns at once. */
    void look() {
        int notices;
        do {
            notices = queue.distribute();
        } while (notices == DeliveryQueue.AT_A_TIME);
        callAnother();
    }

    /** Begins nothing more. What is under way may still end; else it is sent again later. */
    void stop() {
        threads.shutdown();
        try {
            threads.awaitTermination(LONGEST_END_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void callAnother() {
        try {
            threads.execute(this::deliver);
        } catch (RejectedExecutionException e) {
            // all are at work, and each looks for more when it is done
        }
    }

    private void deliver() {
        try {
            Optional<DeliveryClaim> claim = claim();
            while (claim.isPresent()) {
                // there may be more for others
                callAnother();
                deliver(claim.get());
                claim = claim();
            }
        } catch (RuntimeException e) {
            // the next look goes on
            LOG.debug("Notices wait.", e);
        }
    }

    private Optional<DeliveryClaim> claim() {
        return threads.isShutdown() ? Optional.empty() : queue.claim();
    }

    private void deliver(DeliveryClaim claim) {
        DeliveryTry answer = answer(claim);
        boolean givenUp = queue.settle(claim, answer);
        metrics.count(answer, givenUp);
        if (givenUp) {
            LOG.warnf(
                    "Delivery %d of subscription %s is given up after a day: %s.",
                    claim.sequence(), claim.subscription(), answer.fault());
        }
    }

    private DeliveryTry answer(DeliveryClaim claim) {
        try {
            return sending.send(claim);
        } catch (RuntimeException e) {
            LOG.warnf(e, "A notice of subscription %s cannot be sent.", claim.subscription());
            return DeliveryTry.failed(Fault.INTERNAL);
        }
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "notice-courier");
        thread.setDaemon(true);
        return thread;
    }
}
