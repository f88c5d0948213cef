package io.coupabridge.token.outbox;

import com.github.kagkarlsson.scheduler.task.ExecutionContext;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import io.coupabridge.publication.StreamLostException;
import io.coupabridge.token.keyset.Keysets;
import io.coupabridge.token.schedule.Schedule;
import io.coupabridge.token.schedule.ScheduledWork;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.jboss.logging.Logger;

/**
 * Brings events from the outbox to Kafka, by one publication stream. One relay does it for all replicas, and deletes what the
 * broker has. An event that Kafka refuses holds back its tenant and topic, or its topic, as {@link RelayRounds} says. A relay that
 * dies leaves its events to the next one, which finds out in Kafka whether the last of them were published.
 */
@Singleton
class OutboxRelay implements ScheduledWork {

    private static final Logger LOG = Logger.getLogger(OutboxRelay.class);
    private static final Duration LOOK = Duration.ofMillis(100);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final OutboxRows rows;
    private final RelaySignal signal;
    private final RelayStreams streams;
    private final Keysets keysets;
    private final RecurringTask<Void> task = Tasks.recurring("relay-outbox", FixedDelay.of(PAUSE))
            .defaultPriority(Schedule.FIRST)
            .execute(this::run);

    OutboxRelay(OutboxRows rows, RelaySignal signal, RelayStreams streams, Keysets keysets) {
        this.rows = rows;
        this.signal = signal;
        this.streams = streams;
        this.keysets = keysets;
    }

    @Override
    public Task<?> task() {
        return task;
    }

    /** A relay that was paused and replaced meanwhile could not publish anyway; it need not go on looking. */
    private static boolean mayGoOn(ExecutionContext context) {
        return !context.getSchedulerState().isShuttingDown()
                && !context.getCurrentlyExecuting().getHeartbeatState().hasStaleHeartbeat();
    }

    private void run(TaskInstance<Void> instance, ExecutionContext context) {
        try (RelaySession session = new RelaySession(streams, keysets.events())) {
            RelayRounds rounds = new RelayRounds(session, rows, System::nanoTime);
            while (mayGoOn(context)) {
                if (!rounds.next()) {
                    signal.await(LOOK);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (StreamLostException e) {
            LOG.warnf("Events wait for the broker (%s): %s", e.getClass().getSimpleName(), e.getMessage());
        }
    }
}
