package io.coupabridge.token.rejection;

import io.coupabridge.contracts.MessageHeaders;
import io.coupabridge.contracts.MessageType;
import io.coupabridge.contracts.TenantErased;
import io.coupabridge.contracts.TokenRejected;
import io.coupabridge.contracts.Topic;
import io.coupabridge.contracts.VerificationWanted;
import io.coupabridge.edge.health.ChannelPositions;
import io.coupabridge.edge.health.ConsumerProgress.Stand;
import io.coupabridge.edge.health.ConsumerWatch;
import io.coupabridge.edge.trace.TraceParent;
import io.coupabridge.publication.deadletter.DeadLetters;
import io.coupabridge.secrets.UnsealException;
import io.coupabridge.token.erasure.Erasures;
import io.coupabridge.token.verification.Rechecks;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.reactive.messaging.ChannelRegistry;
import io.smallrye.reactive.messaging.annotations.Blocking;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;

/**
 * Takes rejections from Kafka. A record is acknowledged when it is acted on or put aside; while the database or the broker
 * is down it waits here, for as long as that takes, so that none is lost and the channel stays alive. It takes none before
 * the tables are there.
 */
@ApplicationScoped
public class RejectionConsumer {

    static final String CHANNEL = "token-rejections";

    private static final Logger LOG = Logger.getLogger(RejectionConsumer.class);
    private static final String CE_TYPE = "ce_type";
    private static final long FIRST_WAIT_MS = 200;
    private static final long LONGEST_WAIT_MS = 5_000;
    private static final int TRIES_WITH_A_DATABASE = 10;
    private static final DeadLetters.Limits KEPT = new DeadLetters.Limits(RejectionReader.LARGEST, 1024);

    private final Rejections rejections;
    private final Rechecks rechecks;
    private final Erasures erasures;
    private final DeadLetters deadLetters;
    private final Counter unproven;
    private final ChannelPositions positions;
    private final ChannelRegistry channels;
    private final ConsumerWatch watch;

    /** The offset of the record that each partition has here; one at most has any. */
    private final Map<TopicPartition, Long> inHand = new ConcurrentHashMap<>();

    RejectionConsumer(
            Rejections rejections,
            Rechecks rechecks,
            Erasures erasures,
            DeadLetters deadLetters,
            KafkaClientService clients,
            ChannelRegistry channels,
            ConsumerWatch watch,
            MeterRegistry metrics) {
        this.rejections = rejections;
        this.rechecks = rechecks;
        this.erasures = erasures;
        this.deadLetters = deadLetters;
        deadLetters.countFromZero(Topic.TOKEN_REJECTIONS);
        this.positions = new ChannelPositions(clients, CHANNEL);
        this.channels = channels;
        this.watch = watch;
        this.unproven = Counter.builder("coupabridge.rejections.unproven")
                .description("Rejections whose sender never held the token")
                .register(metrics);
    }

    /** Begins to take rejections; the tables must be there. */
    public void start() {
        channels.getPausable(CHANNEL).resume();
        watch.watch(CHANNEL, this::stands);
    }

    private Map<TopicPartition, Stand> stands() {
        Map<TopicPartition, Stand> stands = positions.read();
        inHand.forEach((partition, offset) -> stands.computeIfPresent(
                partition, (same, read) -> new Stand(offset, Math.max(0, read.waiting()) + 1, true)));
        return stands;
    }

    @Incoming(CHANNEL)
    @Blocking
    void take(ConsumerRecord<byte[], byte[]> record) throws InterruptedException {
        TopicPartition partition = new TopicPartition(record.topic(), record.partition());
        inHand.put(partition, record.offset());
        try {
            takeUntilDone(record);
        } finally {
            inHand.remove(partition);
        }
    }

    private void takeUntilDone(ConsumerRecord<byte[], byte[]> record) throws InterruptedException {
        int tries = 0;
        for (long wait = FIRST_WAIT_MS; !done(record, tries); wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
            TimeUnit.MILLISECONDS.sleep(wait);
            // only tries that the database could have served tell of a fault in the message or in us
            tries += rejections.databaseAnswers() ? 1 : 0;
        }
    }

    private boolean done(ConsumerRecord<byte[], byte[]> record, int tries) {
        try {
            if (tries < TRIES_WITH_A_DATABASE) {
                act(record);
            } else {
                deadLetters.bury(record, "It could not be acted on, although the database answers.", KEPT);
            }
            return true;
        } catch (RuntimeException | Error e) {
            LOG.warnf(
                    "A rejected token waits for the database or the broker (%s).",
                    e.getClass().getSimpleName());
            return false;
        }
    }

    private void act(ConsumerRecord<byte[], byte[]> record) {
        try {
            TraceParent.parse(header(record, MessageHeaders.TRACEPARENT))
                    .orElseGet(TraceParent::fresh)
                    .use();
            String type = header(record, CE_TYPE);
            if (MessageType.TENANT_ERASED.type().equals(type)) {
                TenantErased erased = RejectionReader.readErased(record.key(), record.value());
                MDC.put("tenant", erased.tenantId().value());
                erasures.done(erased);
                return;
            }
            if (MessageType.VERIFICATION_WANTED.type().equals(type)) {
                VerificationWanted wanted = RejectionReader.readWanted(record.key(), record.value());
                MDC.put("tenant", wanted.tenantId().value());
                rechecks.wanted(wanted.tenantId(), wanted.task());
                return;
            }
            TokenRejected rejected = RejectionReader.read(record.key(), record.value());
            MDC.put("tenant", rejected.tenantId().value());
            accept(rejected, record);
        } catch (UnreadableException e) {
            deadLetters.bury(record, e.getMessage(), KEPT);
        } finally {
            MDC.remove("tenant");
            TraceParent.clear();
        }
    }

    /** Empty when there is none. */
    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null || header.value() == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }

    private void accept(TokenRejected rejected, ConsumerRecord<byte[], byte[]> record) {
        try {
            if (!rejections.accept(rejected)) {
                deadLetters.bury(record, "Its sender does not prove that it held the token.", KEPT);
                unproven.increment();
            }
        } catch (UnsealException e) {
            String reason =
                    "The stored token does not open. Look at " + rejected.task().keysetSetting() + ".";
            LOG.errorf("A rejected token is not replaced. %s", reason);
            deadLetters.bury(record, reason, KEPT);
        }
    }
}
