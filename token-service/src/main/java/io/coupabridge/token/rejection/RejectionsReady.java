package io.coupabridge.token.rejection;

import io.coupabridge.edge.health.ChannelPolling;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Whether rejected tokens are read. */
@Readiness
@Singleton
class RejectionsReady implements HealthCheck {

    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final ChannelPolling polling;

    @Inject
    RejectionsReady(KafkaClientService clients) {
        this(new ChannelPolling(clients, RejectionConsumer.CHANNEL));
    }

    RejectionsReady(ChannelPolling polling) {
        this.polling = polling;
    }

    @Override
    public HealthCheckResponse call() {
        Optional<Duration> age = polling.age();
        return HealthCheckResponse.named(RejectionConsumer.CHANNEL)
                .withData("last-poll", age.map(a -> a.toSeconds() + " s ago").orElse("never, or the channel has ended"))
                .withData("partitions", polling.partitions())
                .status(age.filter(a -> a.compareTo(LONGEST) <= 0).isPresent())
                .build();
    }
}
