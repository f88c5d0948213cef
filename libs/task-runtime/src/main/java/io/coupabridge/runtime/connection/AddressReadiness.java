package io.coupabridge.runtime.connection;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;
import org.jboss.logging.Logger;

/**
 * Names the addresses whose runs this replica leaves to others, for as long as they are in use. It is down for a bounded time
 * only, so that an update of replicas stops at a wrong setting. For ever, an address that nobody allows would end all
 * replicas.
 */
@Readiness
@ApplicationScoped
class AddressReadiness implements HealthCheck {

    private static final Logger LOG = Logger.getLogger(AddressReadiness.class);

    private final RefusedAddresses refused;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(look -> {
        Thread thread = new Thread(look, "refused-addresses");
        thread.setDaemon(true);
        return thread;
    });

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

    void start(@Observes StartupEvent event) {
        timer.scheduleWithFixedDelay(this::look, 1, 1, TimeUnit.SECONDS);
    }

    void stop(@Observes ShutdownEvent event) {
        timer.shutdownNow();
    }

    /** Not while somebody asks for readiness: the ledger may hang. */
    private void look() {
        try {
            refused.look();
        } catch (RuntimeException | Error e) {
            LOG.debug("It is not known which refused addresses are in use.", e);
        }
    }
}
