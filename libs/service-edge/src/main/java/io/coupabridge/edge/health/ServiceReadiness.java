package io.coupabridge.edge.health;

import io.coupabridge.edge.start.ServiceStart;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Ready when the service works; else says what it waits for. */
@Readiness
@ApplicationScoped
class ServiceReadiness implements HealthCheck {

    private final String service;
    private final ServiceStart start;

    ServiceReadiness(@ConfigProperty(name = "quarkus.application.name") String service, ServiceStart start) {
        this.service = service;
        this.start = start;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder response = HealthCheckResponse.named(service);
        String waitsFor = start.waitsFor();
        return waitsFor.isEmpty()
                ? response.up().build()
                : response.down().withData("waits-for", waitsFor).build();
    }
}
