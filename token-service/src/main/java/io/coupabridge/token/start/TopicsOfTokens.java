package io.coupabridge.token.start;

import io.coupabridge.contracts.KafkaRights;
import io.coupabridge.contracts.Topic;
import io.coupabridge.edge.kafka.KafkaClients;
import io.coupabridge.edge.kafka.NeededTopics;
import io.coupabridge.edge.kafka.WriteCheck;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.apache.kafka.common.TopicPartition;

/** What this service reads and writes. */
@Singleton
class TopicsOfTokens {

    @Produces
    @Singleton
    KafkaRights kafkaRights() {
        return KafkaRights.ofTokenService();
    }

    @Produces
    @Singleton
    NeededTopics neededTopics(KafkaRights rights) {
        return NeededTopics.of(rights);
    }

    /** The outbox's group has its own offset elsewhere, and this service may commit for no other group without members. */
    @Produces
    @Singleton
    WriteCheck writeCheck(NeededTopics needed, KafkaClients kafka) {
        return new WriteCheck(
                needed, kafka, KafkaRights.OUTBOX_GROUP, new TopicPartition(Topic.TOKEN_REJECTIONS.topicName(), 0));
    }
}
