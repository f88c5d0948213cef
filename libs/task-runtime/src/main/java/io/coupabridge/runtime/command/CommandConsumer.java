package io.coupabridge.runtime.command;

import io.coupabridge.contracts.MessageHeaders;
import io.coupabridge.contracts.Task;
import io.coupabridge.edge.health.ChannelPositions;
import io.coupabridge.edge.health.ConsumerProgress.Stand;
import io.coupabridge.edge.health.ConsumerWatch;
import io.coupabridge.edge.health.Probe;
import io.coupabridge.edge.kafka.KafkaClients;
import io.coupabridge.publication.deadletter.DeadLetters;
import io.coupabridge.runtime.handler.TaskHandler;
import io.coupabridge.runtime.ledger.LedgerException;
import io.coupabridge.runtime.message.UnreadableMessageException;
import io.smallrye.mutiny.TimeoutException;
import io.smallrye.reactive.messaging.ChannelRegistry;
import io.smallrye.reactive.messaging.annotations.Blocking;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import io.smallrye.reactive.messaging.kafka.KafkaRecord;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.header.Header;
import org.eclipse.microprofile.reactive.messaging.Acknowledgment;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;

/**
 * Takes the task's commands from the channel {@code commands}. A command is acknowledged when it is in the ledger or its
 * bytes are on the dead-letter topic; until then it is tried again and again. After a rebalance or a crash some are taken
 * again, which the ledger knows.
 */
@ApplicationScoped
public class CommandConsumer {

    static final String CHANNEL = "commands";

    /** So often it looks for commands that a failed poll passed over. They are taken at the second look. */
    private static final Duration LOOK = Duration.ofSeconds(30);

    private static final Logger LOG = Logger.getLogger(CommandConsumer.class);

    /** Three answers come within the patience of a probe. */
    private static final Duration PATIENCE = Duration.ofMillis(700);

    /** So many commands may wait here for the database. Then the channel waits too. */
    private static final int ROOM = 50;

    /** Read one at a time, since the tree of a command takes a multiple of its bytes. A usual one has less than 1 KiB. */
    private static final int LARGE = 64 * 1024;

    private final Object large = new Object();
    private final CommandIntake intake;
    private final DeadLetters deadLetters;
    private final KafkaClients kafka;
    private final ChannelRegistry channels;
    private final KafkaClientService clients;
    private final ChannelPositions positions;
    private final ConsumerWatch watch;
    private final String topic;
    private final String group;
    private final Semaphore room = new Semaphore(ROOM);
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Map<TopicPartition, CommandLane> lanes = new ConcurrentHashMap<>();
    private final ScheduledExecutorService looks = Executors.newSingleThreadScheduledExecutor(look -> {
        Thread thread = new Thread(look, "passed-over-commands");
        thread.setDaemon(true);
        return thread;
    });

    /** Where the channel stood at the last look; used by the looks' thread only. */
    private Map<TopicPartition, Stand> stood = Map.of();

    private final Probe readable;

    /** What Kafka said last of the command topic; used by the probe's thread only. */
    private Map<String, String> heard = Map.of(CHANNEL, "Kafka has not answered yet.");

    CommandConsumer(
            CommandIntake intake,
            DeadLetters deadLetters,
            KafkaClients kafka,
            ChannelRegistry channels,
            KafkaClientService clients,
            ConsumerWatch watch,
            TaskHandler handler) {
        this.intake = intake;
        this.deadLetters = deadLetters;
        this.kafka = kafka;
        this.channels = channels;
        this.clients = clients;
        this.positions = new ChannelPositions(clients, CHANNEL);
        this.watch = watch;
        Task task = handler.task();
        deadLetters.countFromZero(task.commandTopic());
        this.topic = task.commandTopic().topicName();
        this.group = task.group("commands");
        this.readable = new Probe("The command topic", this::readability);
    }

    /** Begins to take commands; the ledger's tables must be there. */
    public void start() {
        channels.getPausable(CHANNEL).resume();
        readable.start();
        watch.watch(CHANNEL, this::stands);
        looks.scheduleWithFixedDelay(this::look, LOOK.toSeconds(), LOOK.toSeconds(), TimeUnit.SECONDS);
    }

    /**
     * Takes no further command, and tries none again. The channel leaves the group when the application ends.
     */
    public void stop() {
        stop.countDown();
        looks.shutdownNow();
        readable.close();
        room.release(ROOM);
    }

    /** How many commands on this replica's partitions are not done, as far as it knows; null while it has no partition. */
    public Long lag() {
        if (metric("assigned-partitions") < 1) {
            return null;
        }
        int waiting = Math.max(0, ROOM - room.availablePermits());
        return waiting + (long) metric("records-lag");
    }

    /** Why no commands can be taken, in words; empty when they can, as far as it knows. Asked once commands are taken. */
    public String trouble() {
        return readable.troubles().values().stream()
                .findFirst()
                .map("commands to be readable: "::concat)
                .orElse("");
    }

    /** A Kafka that does not answer says nothing new: the check of Kafka tells of it, and two that change apart would flap. */
    private Map<String, String> readability() {
        try {
            String member = clients.getConsumer(CHANNEL)
                    .consumerGroupMetadata()
                    .await()
                    .atMost(PATIENCE)
                    .memberId();
            heard = kafka.readers(topic, group, PATIENCE).contains(member)
                    ? Map.of()
                    : Map.of(topic, "this replica is not in the group " + group + " yet.");
        } catch (TimeoutException | RetriableException e) {
            LOG.debug("It is not known whether commands can be read.", e);
        } catch (KafkaException e) {
            heard = Map.of(topic, String.valueOf(e.getMessage()));
        }
        return heard;
    }

    /**
     * Hands the command to the lane of its partition, so that a command that has to wait holds back no other partition. The
     * lane acknowledges it.
     */
    @Incoming(CHANNEL)
    @Blocking
    @Acknowledgment(Acknowledgment.Strategy.MANUAL)
    CompletionStage<Void> receive(KafkaRecord<byte[], byte[]> message) throws InterruptedException {
        if (!stopped()) {
            room.acquire();
        }
        if (!stopped()) {
            lane(new TopicPartition(message.getTopic(), message.getPartition())).add(record(message), () -> {
                room.release();
                message.ack();
            });
        }
        return CompletableFuture.completedFuture(null);
    }

    private boolean stopped() {
        return stop.getCount() == 0;
    }

    private CommandLane lane(TopicPartition partition) {
        return lanes.computeIfAbsent(
                partition, each -> new CommandLane(each, new SkippedCommands(kafka, group), this::take, stop));
    }

    /** Looks at once, for a test that need not wait. */
    void lookNow() {
        looks.execute(this::look);
    }

    /** Where the channel has not moved since the last look, its lane has what it handed on. The rest was passed over. */
    private void look() {
        try {
            // without room, commands may still wait in the channel
            Map<TopicPartition, Stand> stands = room.availablePermits() > 0 ? positions.read() : Map.of();
            stands.forEach((partition, stand) -> {
                Stand before = stood.get(partition);
                if (before != null && before.done() == stand.done()) {
                    lane(partition).catchUp(stand.done());
                }
            });
            stood = stands;
        } catch (RuntimeException e) {
            LOG.debug("Commands that were passed over are looked for another time.", e);
        }
    }

    /** What a lane has counts as not done, however far the channel has read on. */
    private Map<TopicPartition, Stand> stands() {
        Map<TopicPartition, Stand> stands = positions.read();
        stands.replaceAll((partition, read) -> {
            CommandLane lane = lanes.get(partition);
            int waiting = lane == null ? 0 : lane.waiting();
            return waiting == 0 ? read : new Stand(lane.next(), waiting + Math.max(0, read.waiting()), true);
        });
        return stands;
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        try {
            if (record.serializedValueSize() > LARGE) {
                synchronized (large) {
                    intake.take(record.key(), record.value(), traceparent(record));
                }
            } else {
                intake.take(record.key(), record.value(), traceparent(record));
            }
        } catch (UnreadableMessageException e) {
            deadLetters.bury(record, e.getMessage());
        } catch (LedgerException e) {
            if (!e.permanent()) {
                throw e;
            }
            deadLetters.bury(record, "The ledger refuses what the command holds.");
        }
    }

    private static String traceparent(ConsumerRecord<byte[], byte[]> record) {
        Header header = record.headers().lastHeader(MessageHeaders.TRACEPARENT);
        return header == null || header.value() == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }

    @SuppressWarnings("unchecked")
    private static ConsumerRecord<byte[], byte[]> record(KafkaRecord<byte[], byte[]> message) {
        return (ConsumerRecord<byte[], byte[]>) message.getMetadata(IncomingKafkaRecordMetadata.class)
                .orElseThrow()
                .getRecord();
    }

    /** The sum of what the client tells under this name. */
    private double metric(String name) {
        return clients.getConsumer(CHANNEL).unwrap().metrics().values().stream()
                .filter(metric -> metric.metricName().name().equals(name))
                .map(Metric::metricValue)
                .filter(Double.class::isInstance)
                .mapToDouble(Double.class::cast)
                .filter(Double::isFinite)
                .sum();
    }
}
