package io.coupabridge.benchmark.spring;

import io.coupabridge.benchmark.spring.Lanes.LanePage;
import io.coupabridge.benchmark.spring.Lanes.Range;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.springframework.context.annotation.Profile;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.stereotype.Component;

/**
 * {@link TunedPeer} with the guarantee of Coupa Bridge: each changed record once, across crashes.
 *
 * <p>The lanes hand their pages to one publisher, which takes as many as have arrived while it published those before. It
 * stores them in the {@link Ledger} first, as the pending batch, and then publishes their changed records in one Kafka
 * transaction, which also carries the batch's number as the offset of the tenant's own consumer group.
 *
 * <p>Going on after a crash (not written, since the benchmark never crashes a peer): claim the ledger, which shuts out its
 * earlier owner; {@code initTransactions}, which ends that owner's transaction; read the group's committed offset. It is the
 * ledger's batch: all that is stored is published, read on from the checkpoints. It is one less, and that batch is pending:
 * undo the batch as {@link Ledger} says, and read on. Anything else: stop, a person must look.
 */
@Component
@Profile("exact")
final class ExactPeer implements Peer {

    private static final int PAGES_WAITING_PER_LANE = 4;
    private static final int MOST_PAGES = 32;
    private static final long END_POLL_MILLIS = 20;

    private final Reading reading;
    private final Ledger ledger;
    private final KafkaTemplate<String, byte[]> kafka;
    private final TenantTopic topic;
    private final ConsumerGroupMetadata group;
    private final BlockingQueue<LanePage<Entry>> pages;

    ExactPeer(Reading reading, Ledger ledger, KafkaTemplate<String, byte[]> kafka, PeerSettings settings) {
        this.reading = reading;
        this.ledger = ledger;
        this.kafka = kafka;
        this.group = new ConsumerGroupMetadata("peer-" + settings.tenant());
        this.pages = new ArrayBlockingQueue<>(PAGES_WAITING_PER_LANE * settings.lanes());
        int partitions = kafka.executeInTransaction(
                operations -> operations.partitionsFor(settings.topic()).size());
        this.topic = TenantTopic.of(settings, partitions);
        // there is an offset before the first batch: none at all would not tell a fresh start from a forgotten one
        publish(List.of(), new Run());
    }

    @Override
    public long work() throws InterruptedException {
        reading.prepare();
        Run run = new Run();
        Lanes<Entry> lanes = reading.records();
        List<Range> ranges = lanes.plan();
        ledger.plan(ranges);
        lanes.start(ranges, pages::put);
        long published = 0;
        while (!lanes.ended() || !pages.isEmpty()) {
            LanePage<Entry> page = pages.poll(END_POLL_MILLIS, TimeUnit.MILLISECONDS);
            if (page != null) {
                published += settle(withWaiting(page), run);
            }
        }
        ledger.settle();
        return published;
    }

    /** The two commits are most of what a page costs alone, so those that are there already go along. */
    private List<LanePage<Entry>> withWaiting(LanePage<Entry> first) {
        List<LanePage<Entry>> batch = new ArrayList<>(MOST_PAGES);
        batch.add(first);
        pages.drainTo(batch, MOST_PAGES - 1);
        return batch;
    }

    private int settle(List<LanePage<Entry>> batch, Run run) {
        List<Entry> changed = ledger.store(batch);
        if (!changed.isEmpty()) {
            publish(changed, run);
        }
        return changed.size();
    }

    /** As the ledger's last batch. */
    private void publish(List<Entry> entries, Run run) {
        long batch = ledger.batch();
        Publication publication = run.publication(batch);
        kafka.executeInTransaction(operations -> {
            entries.forEach(entry -> operations.send(topic.message(entry, publication)));
            operations.sendOffsetsToTransaction(Map.of(topic.partition(), new OffsetAndMetadata(batch)), group);
            return null;
        });
    }
}
