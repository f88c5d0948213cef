package io.coupabridge.benchmark.spring;

import io.coupabridge.benchmark.spring.CoupaPages.Entry;
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

    private final CoupaPages coupa;
    private final Lanes lanes;
    private final KafkaTemplate<String, byte[]> kafka;
    private final TenantTopic topic;
    private final LongAdder sent = new LongAdder();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    TunedPeer(CoupaPages coupa, Lanes lanes, KafkaTemplate<String, byte[]> kafka, PeerSettings settings) {
        this.coupa = coupa;
        this.lanes = lanes;
        this.kafka = kafka;
        int partitions = kafka.partitionsFor(settings.topic()).size();
        this.topic = TenantTopic.of(settings.tenant(), settings.topic(), partitions);
    }

    @Override
    public long work() throws InterruptedException {
        coupa.logIn();
        lanes.start(lanes.plan(), this::publish);
        lanes.awaitEnd();
        kafka.flush();
        if (failure.get() != null) {
            throw new IllegalStateException("A record was not sent.", failure.get());
        }
        return sent.sum();
    }

    private void publish(LanePage page) {
        for (Entry entry : page.entries()) {
            kafka.send(topic.message(entry)).whenComplete((result, thrown) -> {
                if (thrown != null) {
                    failure.compareAndSet(null, thrown);
                }
            });
        }
        sent.add(page.entries().size());
    }
}
