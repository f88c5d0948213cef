package io.coupabridge.edge.health;

import io.coupabridge.edge.kafka.WriteCheck;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Map;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Whether Kafka takes what this service writes, and has its topics as they should be. */
@Readiness
@ApplicationScoped
public class KafkaReadiness implements HealthCheck {

    private final WriteCheck writes;
    private final Probe probe;

    KafkaReadiness(WriteCheck writes, MeterRegistry metrics) {
        this.writes = writes;
        this.probe = new Probe("Kafka", () -> troubles(writes));
        probe.meter(metrics, "kafka");
    }

    /** Whether Kafka takes writes, as far as this replica knows. Waits for nobody. */
    public boolean takesWrites() {
        return probe.troubles().isEmpty();
    }

    @Override
    public HealthCheckResponse call() {
        Map<String, String> troubles = probe.troubles();
        HealthCheckResponseBuilder response = HealthCheckResponse.named("kafka");
        troubles.forEach(response::withData);
        return response.status(troubles.isEmpty()).build();
    }

    void start(@Observes StartupEvent event) {
        probe.start();
    }

    void stop(@Observes ShutdownEvent event) {
        probe.close();
        writes.close();
    }

    private static Map<String, String> troubles(WriteCheck writes) {
        try {
            return writes.troubles();
        } catch (AuthorizationException e) {
            return Map.of("rights", e.getMessage());
        } catch (KafkaException e) {
            return Map.of("broker", "does not answer (" + e.getClass().getSimpleName() + ")");
        }
    }
}
