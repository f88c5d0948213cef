package io.coupabridge.runtime.command;

import io.coupabridge.runtime.message.DeadLetters;
import io.coupabridge.runtime.message.UnreadableMessageException;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Shutdown;
import java.time.Duration;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;

/**
 * Reads the task's command topic. A record is acknowledged when its command is in the ledger or its bytes are on the
 * dead-letter topic. While the database or the broker is down it tries for ever, and nothing behind it is lost. What it
 * throws when the replica stops leaves the record unacknowledged, for another replica ({@code failure-strategy=fail}).
 */
@ApplicationScoped
public class CommandConsumer {

    public static final String CHANNEL = "commands";

    private static final Logger LOG = Logger.getLogger(CommandConsumer.class);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final CommandIntake intake;
    private final DeadLetters deadLetters;
    private volatile boolean stopping;

    CommandConsumer(CommandIntake intake, DeadLetters deadLetters) {
        this.intake = intake;
        this.deadLetters = deadLetters;
    }

    @Incoming(CHANNEL)
    @Blocking
    void receive(ConsumerRecord<byte[], byte[]> record) throws InterruptedException {
        Duration pause = Duration.ofMillis(100);
        while (true) {
            try {
                takeOrBury(record);
                return;
            } catch (RuntimeException e) {
                if (stopping) {
                    throw e;
                }
                LOG.warnf("A command waits to be taken: %s", e.getMessage());
                LOG.debug("Taking a command failed.", e);
                Thread.sleep(pause.toMillis());
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
            }
        }
    }

    private void takeOrBury(ConsumerRecord<byte[], byte[]> record) {
        try {
            intake.take(record.key(), record.value());
        } catch (UnreadableMessageException e) {
            deadLetters.bury(record, e.getMessage());
        }
    }

    void stop(@Observes Shutdown shutdown) {
        stopping = true;
    }
}
