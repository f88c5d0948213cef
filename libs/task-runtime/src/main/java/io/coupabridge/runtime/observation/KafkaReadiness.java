package io.coupabridge.runtime.observation;

import io.coupabridge.runtime.configuration.KafkaClients;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.apache.kafka.common.KafkaException;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready when a broker answers. Says so before a probe loses its patience. */
@Readiness
@ApplicationScoped
class KafkaReadiness implements HealthCheck {

    private static final String NAME = "Kafka connection health check";
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final KafkaClients kafka;

    KafkaReadiness(KafkaClients kafka) {
        this.kafka = kafka;
    }

    @Override
    public HealthCheckResponse call() {
        try {
            return HealthCheckResponse.named(NAME)
                    .up()
                    .withData("nodes", kafka.nodes(PATIENCE))
                    .build();
        } catch (KafkaException e) {
            return HealthCheckResponse.named(NAME)
                    .down()
                    .withData("reason", "Kafka does not answer: " + e.getMessage())
                    .build();
        }
    }
}
