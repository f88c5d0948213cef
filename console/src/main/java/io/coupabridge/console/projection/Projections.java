package io.coupabridge.console.projection;

import io.coupabridge.console.database.ConsoleDatabase;
import io.coupabridge.edge.health.ConsumerWatch;
import io.coupabridge.edge.kafka.KafkaClients;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.All;
import jakarta.inject.Singleton;
import java.util.List;

/** Follows all topics of {@link Followed} beans. Thread-safe. */
@Singleton
public class Projections {

    private final List<TopicFollowing> followings;

    Projections(
            @All List<Followed> followed,
            ProjectionOffsets offsets,
            ConsoleDatabase database,
            KafkaClients kafka,
            Meters meters) {
        this.followings = followed.stream()
                .map(each -> new TopicFollowing(
                        each.topic().topicName(),
                        new Projector(
                                each,
                                offsets,
                                database,
                                meters.passed(each.topic().topicName())),
                        offsets,
                        kafka))
                .toList();
        followings.forEach(meters::watch);
    }

    public void start() {
        followings.forEach(TopicFollowing::start);
    }

    public void stop() {
        followings.forEach(TopicFollowing::stop);
    }

    /** Whether what was in the topics when this replica started is in the database. */
    public boolean caughtUp() {
        return followings.stream().allMatch(TopicFollowing::caughtUp);
    }

    /** What tells how the following goes. */
    @Singleton
    static class Meters {

        private final MeterRegistry registry;
        private final ConsumerWatch watch;

        Meters(MeterRegistry registry, ConsumerWatch watch) {
            this.registry = registry;
            this.watch = watch;
        }

        Counter passed(String topic) {
            return Counter.builder("coupabridge.console.passed")
                    .description("Records of which nothing could be made, and that were passed")
                    .tag("topic", topic)
                    .register(registry);
        }

        void watch(TopicFollowing following) {
            watch.watch(following.topic(), following::stands);
        }
    }
}
