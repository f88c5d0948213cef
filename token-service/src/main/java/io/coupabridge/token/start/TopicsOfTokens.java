package io.coupabridge.token.start;

import io.coupabridge.contracts.Topic;
import io.coupabridge.edge.kafka.NeededTopics;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;

/** What this service reads and writes. */
@Singleton
class TopicsOfTokens {

    @Produces
    @Singleton
    NeededTopics neededTopics() {
        return new NeededTopics(List.of(
                Topic.CONNECTIONS,
                Topic.TOKENS_ROSTER,
                Topic.TOKENS_EXPENSE,
                Topic.TOKEN_REJECTIONS,
                Topic.TOKEN_REJECTIONS_DEAD_LETTER,
                Topic.PAGE_OFFSETS));
    }
}
