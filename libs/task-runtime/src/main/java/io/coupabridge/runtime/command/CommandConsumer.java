package io.coupabridge.runtime.command;

import io.coupabridge.contracts.Task;
import io.coupabridge.edge.kafka.DeadLetters;
import io.coupabridge.edge.kafka.KafkaClients;
import io.coupabridge.runtime.handler.TaskHandler;
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
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final Duration LONGEST_STOP = Duration.ofSeconds(5);

    private final CommandIntake intake;
    private final DeadLetters deadLetters;
    private final KafkaClients kafka;
    private final Task task;
    private final CountDownLatch stop = new CountDownLatch(1);
    private volatile Thread thread;
    private volatile CommandReader current;
    private volatile String trouble = "";

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

    /** Takes no further command, and begins to leave the group. */
    public void stop() {
        stop.countDown();
        CommandReader reading = current;
        if (reading != null) {
            reading.wakeUp();
        }
    }

    /**
     * To be called once it is to {@link #stop}. When this returns, what is done is committed and the partitions are free for
     * other replicas, if Kafka answers; or five seconds are over.
     */
    public void awaitEnd() {
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

    /** Why no commands can be taken, in words; empty when they can, as far as it knows. */
    public String trouble() {
        return trouble;
    }

    private boolean stopped() {
        return stop.getCount() == 0;
    }

    private void takeForEver() {
        Duration pause = FIRST_PAUSE;
        while (!stopped()) {
            try (CommandReader reader = new CommandReader(kafka.member(group()), intake, deadLetters)) {
                current = reader;
                reader.readUntil(task.commandTopic(), this::stopped, () -> trouble = "");
            } catch (RuntimeException | Error e) {
                if (!stopped()) {
                    pause = trouble.isEmpty() ? FIRST_PAUSE : CommandReader.doubled(pause, LONGEST_PAUSE);
                    note(e);
                    pauseUnlessStopped(pause);
                }
            } finally {
                current = null;
            }
        }
    }

    private void note(Throwable failure) {
        String told = "commands to be readable: " + failure.getMessage();
        if (!told.equals(trouble)) {
            LOG.warnf("No commands are taken: %s", failure.getMessage());
        }
        LOG.debug("Consuming commands failed.", failure);
        trouble = told;
    }

    private String group() {
        return task.group("commands");
    }

    private void pauseUnlessStopped(Duration pause) {
        try {
            stop.await(pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            // only a stop ends this thread, and nobody waits for it by an interrupt
            LOG.debug("The pause was interrupted.", e);
        }
    }
}
