package io.coupabridge.edge.health;

import io.coupabridge.edge.health.ConsumerProgress.Stand;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/** How far a channel has read each of its partitions, and what is left there. Thread-safe. */
public final class ChannelPositions {

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final KafkaClientService clients;
    private final String channel;

    public ChannelPositions(KafkaClientService clients, String channel) {
        this.clients = clients;
        this.channel = channel;
    }

    /**
     * The positions as what is done, and the records behind them, as far as the client knows. None of partitions whose
     * position is not known yet.
     *
     * @throws RuntimeException when the channel does not answer in two seconds, or has ended
     */
    public Map<TopicPartition, Stand> read() {
        return clients.<byte[], byte[]>getConsumer(channel)
                .runOnPollingThread(ChannelPositions::of)
                .await()
                .atMost(PATIENCE);
    }

    /** To be called by the consumer's own thread. */
    public static Map<TopicPartition, Stand> of(Consumer<byte[], byte[]> consumer) {
        Map<TopicPartition, Stand> stands = new HashMap<>();
        for (TopicPartition partition : consumer.assignment()) {
            try {
                long position = consumer.position(partition, Duration.ZERO);
                long waiting = consumer.currentLag(partition).orElse(Stand.UNKNOWN);
                stands.put(partition, new Stand(position, waiting, false));
            } catch (TimeoutException e) {
                // not known yet
            }
        }
        return stands;
    }
}
