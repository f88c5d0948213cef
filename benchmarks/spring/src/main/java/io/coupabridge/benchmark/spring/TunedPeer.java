package io.coupabridge.benchmark.spring;

import io.coupabridge.benchmark.spring.Lanes.LanePage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.springframework.context.annotation.Profile;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.stereotype.Component;

/**
 * As an expert would set it up for speed: parallel lanes, one token, only the fields that are used, JSON as a stream,
 * batches on the way to Kafka. Each lane sends for itself; the end waits for all acknowledgements.
 *
 * <p>Keeps nothing: after a crash it reads and sends everything again.
 */
@Component
@Profile("tuned & !exact")
final class TunedPeer implements Peer {

    private final Reading reading;
    private final KafkaTemplate<String, byte[]> kafka;
    private final TenantTopic topic;
    private final LongAdder sent = new LongAdder();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    TunedPeer(Reading reading, KafkaTemplate<String, byte[]> kafka, PeerSettings settings) {
        this.reading = reading;
        this.kafka = kafka;
        int partitions = kafka.partitionsFor(settings.topic()).size();
        this.topic = TenantTopic.of(settings, partitions);
    }

    @Override
    public long work() throws InterruptedException {
        reading.prepare();
        Run run = new Run();
        Lanes<Entry> lanes = reading.records();
        lanes.start(lanes.plan(), page -> publish(page, run.nextPage()));
        lanes.awaitEnd();
        kafka.flush();
        if (failure.get() != null) {
            throw new IllegalStateException("A record was not sent.", failure.get());
        }
        return sent.sumThenReset();
    }

    private void publish(LanePage<Entry> page, Publication publication) {
        for (Entry entry : page.records()) {
            kafka.send(topic.message(entry, publication)).whenComplete((result, thrown) -> {
                if (thrown != null) {
                    failure.compareAndSet(null, thrown);
                }
            });
        }
        sent.add(page.records().size());
    }
}
