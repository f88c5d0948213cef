package io.coupabridge.runtime.observation;

import io.coupabridge.runtime.configuration.RuntimeStarter;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready when the runtime works; else says what the start waits for. */
@Readiness
@ApplicationScoped
class RuntimeReadiness implements HealthCheck {

    private final RuntimeStarter starter;

    RuntimeReadiness(RuntimeStarter starter) {
        this.starter = starter;
    }

    @Override
    public HealthCheckResponse call() {
        String waitsFor = starter.waitsFor();
        return waitsFor.isEmpty()
                ? HealthCheckResponse.named("task-runtime").up().build()
                : HealthCheckResponse.named("task-runtime")
                        .down()
                        .withData("waits-for", waitsFor)
                        .build();
    }
}
