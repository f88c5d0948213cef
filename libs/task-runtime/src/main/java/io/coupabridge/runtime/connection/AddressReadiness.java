package io.coupabridge.runtime.connection;

import io.coupabridge.edge.health.RegularLook;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
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
    private final RegularLook looks;

    AddressReadiness(RefusedAddresses refused) {
        this.refused = refused;
        // not while somebody asks for readiness: the ledger may hang
        this.looks = new RegularLook("refused-addresses", Duration.ofSeconds(1), refused::look);
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

    void start(@Observes StartupEvent event) {
        looks.start();
    }

    void stop(@Observes ShutdownEvent event) {
        looks.close();
    }
}
