package io.coupabridge.runtime.replay;

import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.Topic;
import io.coupabridge.edge.kafka.KafkaClients;
import io.coupabridge.edge.trail.Who;
import io.coupabridge.runtime.command.CommandIntake;
import io.coupabridge.runtime.configuration.RuntimeConfig;
import io.coupabridge.runtime.handler.TaskHandler;
import io.coupabridge.runtime.message.Messages;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jboss.logging.Logger;

/**
 * Brings back what was put aside: dead-lettered commands and quarantined records. A replay reads for a bounded time and
 * tells where the next goes on. One that died half-way can be asked for again. Thread-safe.
 */
@ApplicationScoped
public class Replays {

    private static final Logger LOG = Logger.getLogger(Replays.class);
    private static final Duration LONGEST = Duration.ofSeconds(20);

    private final Task task;
    private final Duration remembered;
    private final KafkaClients kafka;
    private final CommandIntake intake;
    private final Messages messages;
    private final ReplayLog log;
    private final Clock clock;

    Replays(
            TaskHandler handler,
            RuntimeConfig config,
            KafkaClients kafka,
            CommandIntake intake,
            Messages messages,
            ReplayLog log,
            Clock clock) {
        this.task = handler.task();
        this.remembered = config.run().remembered();
        this.kafka = kafka;
        this.intake = intake;
        this.messages = messages;
        this.log = log;
        this.clock = clock;
    }

    /** The topics from which this service brings something back. */
    public List<Topic> topics() {
        return List.of(task.commandTopic().deadLetter(), task.quarantineTopic());
    }

    /**
     * Tells what a replay would do.
     *
     * @param selection of one of {@link #topics()}
     * @throws org.apache.kafka.common.KafkaException when Kafka does not answer
     * @throws io.coupabridge.runtime.ledger.LedgerException when the database failed
     */
    public Report rehearse(Selection selection) {
        return scan(selection, true, letters(selection, null, message -> {}));
    }

    /**
     * Brings back what can be, and says so in the log.
     *
     * @param selection of one of {@link #topics()}
     * @param requestedBy who wants it; at most 200 characters
     * @param who the same, for the trail
     * @throws org.apache.kafka.common.KafkaException when Kafka does not answer; some may have been replayed
     * @throws io.coupabridge.runtime.ledger.LedgerException when the database failed; some may have been replayed
     */
    public Report replay(Selection selection, String requestedBy, Who who) {
        long id = log.begin(requestedBy, who, selection, clock.instant());
        Report report;
        try (ReplayOutbox outbox = new ReplayOutbox(kafka.producer())) {
            report = scan(selection, false, letters(selection, requestedBy, outbox::send));
            outbox.settle();
        }
        log.end(id, report.replayable(), report.next(), clock.instant());
        LOG.infof(
                "%s had %d of %d messages of %s replayed.",
                requestedBy,
                report.replayable(),
                report.selected(),
                selection.topic().topicName());
        return report;
    }

    private Letters letters(Selection selection, String requestedBy, Consumer<ProducerRecord<byte[], byte[]>> sender) {
        Instant now = clock.instant();
        return selection.topic().equals(task.quarantineTopic())
                ? new QuarantinedRecords(messages, task, requestedBy, now, sender)
                : new DeadCommands(intake, task.commandTopic(), now.minus(remembered), sender);
    }

    private Report scan(Selection selection, boolean dryRun, Letters letters) {
        Tally tally = new Tally();
        try (TopicScan scan = new TopicScan(kafka.consumer(task.group("replay")), selection, LONGEST)) {
            Optional<ConsumerRecord<byte[], byte[]>> message = scan.next();
            while (message.isPresent()) {
                Letter letter = letters.look(message.get());
                if (selection.covers(letter)) {
                    tally.add(letters.bringBack(letter, message.get()));
                }
                message = tally.selected() < selection.limit() ? scan.next() : Optional.empty();
            }
            List<Reread> rereads = letters.end();
            return tally.report(
                    dryRun,
                    scan.read(),
                    dryRun ? rereads.stream().map(Reread::planned).toList() : rereads,
                    scan.rest().orElse(null));
        }
    }
}
