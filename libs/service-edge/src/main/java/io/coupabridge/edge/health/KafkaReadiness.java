package io.coupabridge.edge.health;

import io.coupabridge.edge.kafka.TopicCheck;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Whether a broker answers, and has this service's topics as they should be. Says so before a probe loses its patience. */
@Readiness
@ApplicationScoped
class KafkaReadiness implements HealthCheck {

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final TopicCheck topics;

    KafkaReadiness(TopicCheck topics) {
        this.topics = topics;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder response = HealthCheckResponse.named("kafka");
        try {
            Map<String, String> troubles = topics.troubles(PATIENCE);
            troubles.forEach(response::withData);
            return response.status(troubles.isEmpty()).build();
        } catch (AuthorizationException e) {
            return response.down().withData("rights", e.getMessage()).build();
        } catch (KafkaException e) {
            return response.down()
                    .withData("broker", "does not answer (" + e.getClass().getSimpleName() + ")")
                    .build();
        }
    }
}
