package io.coupabridge.token.start;

import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.Topic;
import io.coupabridge.edge.kafka.NeededTopics;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.stream.Stream;

/** What this service reads and writes. */
@Singleton
class TopicsOfTokens {

    @Produces
    @Singleton
    NeededTopics neededTopics() {
        Stream<Topic> shared = Stream.of(
                Topic.CONNECTIONS,
                Topic.TOKEN_REJECTIONS,
                Topic.TOKEN_REJECTIONS.deadLetter(),
                Topic.ERASURES,
                Topic.PAGE_OFFSETS);
        Stream<Topic> ofTasks = Task.all().stream().map(Task::tokenTopic);
        return new NeededTopics(Stream.concat(shared, ofTasks).toList(), List.of(Topic.TOKEN_REJECTIONS));
    }
}
