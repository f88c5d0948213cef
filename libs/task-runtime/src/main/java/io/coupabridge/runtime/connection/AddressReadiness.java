package io.coupabridge.runtime.connection;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Names the addresses whose runs this replica leaves to others, for as long as they are in use. It is down for a bounded time
 * only, so that an update of replicas stops at a wrong setting. For ever, an address that nobody allows would end all
 * replicas.
 */
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
        HealthCheckResponseBuilder response = HealthCheckResponse.named("addresses");
        if (!todo.isEmpty()) {
            response.withData("not-allowed", String.join(" ", todo));
        }
        return response.status(todo.isEmpty() || !refused.begunLately()).build();
    }
}
