package io.coupabridge.token.start;

import io.coupabridge.contracts.KafkaRights;
import io.coupabridge.edge.kafka.NeededTopics;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** What this service reads and writes. */
@Singleton
class TopicsOfTokens {

    @Produces
    @Singleton
    NeededTopics neededTopics() {
        return NeededTopics.of(KafkaRights.ofTokenService());
    }
}
