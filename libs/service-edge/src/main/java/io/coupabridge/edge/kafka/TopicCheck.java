package io.coupabridge.edge.kafka;

import jakarta.inject.Singleton;
import java.time.Duration;

/** Whether Kafka has the topics that this service needs. Thread-safe. */
@Singleton
public class TopicCheck {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final NeededTopics needed;
    private final KafkaClients kafka;

    TopicCheck(NeededTopics needed, KafkaClients kafka) {
        this.needed = needed;
        this.kafka = kafka;
    }

    /**
     * @throws IllegalStateException with what an operator has to do
     * @throws org.apache.kafka.common.KafkaException when Kafka does not answer in ten seconds
     */
    public void check() {
        needed.check(kafka.partitions(needed.names(), PATIENCE), kafka.settings(needed.namesRead(), PATIENCE));
    }
}
