package io.coupabridge.console.start;

import io.coupabridge.console.notification.NotificationSecrets;
import io.coupabridge.contracts.KafkaRights;
import io.coupabridge.contracts.Topic;
import io.coupabridge.edge.kafka.KafkaClients;
import io.coupabridge.edge.kafka.NeededTopics;
import io.coupabridge.edge.kafka.WriteCheck;
import io.coupabridge.secrets.EventVerifier;
import io.coupabridge.secrets.KeyEncryption;
import io.coupabridge.secrets.KeysetException;
import io.coupabridge.secrets.Sealer;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.apache.kafka.common.TopicPartition;

/** The plain libraries as beans, and what the console does on Kafka. */
@Singleton
class ConsoleBeans {

    /** @throws IllegalStateException when there is no such keyset, or one that could sign */
    @Produces
    @Singleton
    EventVerifier eventVerifier(ConsoleKeysets keysets) {
        try {
            return EventVerifier.fromKeysetFile(keysets.eventVerification());
        } catch (KeysetException e) {
            throw new IllegalStateException("coupabridge.keysets.event-verification: " + e.getMessage(), e);
        }
    }

    /** @throws IllegalStateException when a keyset is named that will not do */
    @Produces
    @Singleton
    NotificationSecrets notificationSecrets(ConsoleKeysets keysets) {
        try {
            return new NotificationSecrets(keysets.notifications()
                    .map(file -> Sealer.fromKeysetFile(file, KeyEncryption.of(keysets.kekUri()))));
        } catch (KeysetException e) {
            throw new IllegalStateException(NotificationSecrets.SETTING + ": " + e.getMessage(), e);
        }
    }

    @Produces
    @Singleton
    KafkaRights kafkaRights() {
        return KafkaRights.ofConsole();
    }

    @Produces
    @Singleton
    NeededTopics neededTopics(KafkaRights rights) {
        return NeededTopics.of(rights);
    }

    /** The group never commits what it reads: its offsets are beside the rows. */
    @Produces
    @Singleton
    WriteCheck writeCheck(NeededTopics needed, KafkaClients kafka) {
        return new WriteCheck(
                needed, kafka, KafkaRights.CONSOLE_GROUP, new TopicPartition(Topic.PAGE_OFFSETS.topicName(), 0));
    }
}
