package io.coupabridge.runtime.command;

import io.coupabridge.contracts.Task;
import io.coupabridge.runtime.configuration.KafkaClients;
import io.coupabridge.runtime.handler.TaskHandler;
import io.coupabridge.runtime.message.DeadLetters;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Takes the task's commands from Kafka, as a member of the task's group: each until it is in the ledger or its bytes are on
 * the dead-letter topic, however long database or broker are away. After a rebalance or a crash some are taken again, which
 * the ledger knows. Goes on for ever, whatever fails.
 */
@ApplicationScoped
public class CommandConsumer {

    private static final Logger LOG = Logger.getLogger(CommandConsumer.class);
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);
    private static final Duration LONGEST_STOP = Duration.ofSeconds(5);

    private final CommandIntake intake;
    private final DeadLetters deadLetters;
    private final KafkaClients kafka;
    private final Task task;
    private final CountDownLatch stop = new CountDownLatch(1);
    private volatile Thread thread;
    private volatile CommandReader current;

    CommandConsumer(CommandIntake intake, DeadLetters deadLetters, KafkaClients kafka, TaskHandler handler) {
        this.intake = intake;
        this.deadLetters = deadLetters;
        this.kafka = kafka;
        this.task = handler.task();
    }

    /** Starts taking commands; the ledger's tables must be there. */
    public void start() {
        Thread started = new Thread(this::takeForEver, "commands");
        started.setDaemon(true);
        thread = started;
        started.start();
    }

    /** When this returns, what is done is committed and the partitions are free for other replicas; or five seconds are over. */
    public void stop() {
        stop.countDown();
        CommandReader reading = current;
        if (reading != null) {
            reading.wakeUp();
        }
        Thread started = thread;
        if (started != null) {
            try {
                started.join(LONGEST_STOP.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** How many records on this replica's partitions are not done, as far as it knows; null while it reads none. */
    public Long lag() {
        CommandReader reading = current;
        return reading == null ? null : reading.lag();
    }

    private boolean stopped() {
        return stop.getCount() == 0;
    }

    private void takeForEver() {
        while (!stopped()) {
            try (CommandReader reader = new CommandReader(kafka.member(group()), intake, deadLetters)) {
                current = reader;
                reader.readUntil(task.commandTopic(), this::stopped);
            } catch (RuntimeException | Error e) {
                if (!stopped()) {
                    LOG.warnf("No commands are taken for a moment: %s", e.getMessage());
                    LOG.debug("Consuming commands failed.", e);
                    pauseUnlessStopped();
                }
            } finally {
                current = null;
            }
        }
    }

    private String group() {
        return "coupa-bridge." + task.shortName() + ".commands";
    }

    private void pauseUnlessStopped() {
        try {
            stop.await(PAUSE_AFTER_FAILURE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
