package io.coupabridge.runtime.connection;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Down while this replica leaves runs to others that it may not work, since its settings are not those of token-service. */
@Readiness
@ApplicationScoped
class AddressReadiness implements HealthCheck {

    private final RefusedAddresses refused;

    AddressReadiness(RefusedAddresses refused) {
        this.refused = refused;
    }

    @Override
    public HealthCheckResponse call() {
        Set<String> todo = refused.todo();
        return todo.isEmpty()
                ? HealthCheckResponse.up("addresses")
                : HealthCheckResponse.named("addresses")
                        .down()
                        .withData("not-allowed", String.join(" ", todo))
                        .build();
    }
}
