package io.coupabridge.runtime.start;

import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TaskProvider;
import io.coupabridge.edge.start.StartRules;
import io.coupabridge.runtime.configuration.RuntimeConfig;
import io.coupabridge.runtime.handler.HandlerRules;
import io.coupabridge.runtime.handler.TaskHandler;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;

/** What stops the start of a task service. Every sentence names the property and the way out. */
@ApplicationScoped
class RuntimeRules {

    private final StartRules shared;
    private final RuntimeConfig config;
    private final TaskHandler handler;

    RuntimeRules(StartRules shared, RuntimeConfig config, TaskHandler handler) {
        this.shared = shared;
        this.config = config;
        this.handler = handler;
    }

    /** @throws IllegalStateException when the service must not start */
    void check() {
        shared.check(Set.of(), RuntimeConfig.class);
        if (!Task.all().contains(handler.task())) {
            throw new IllegalStateException("The task " + handler.task() + " of this service is described by no"
                    + " TaskProvider. Name one in META-INF/services/" + TaskProvider.class.getName() + ".");
        }
        HandlerRules.check(handler);
        if (!handler.task().shortName().equals(config.task())) {
            throw new IllegalStateException("coupabridge.task is '" + config.task() + "', but this service works "
                    + handler.task() + ". Leave coupabridge.task to the service.");
        }
        if (config.worker().count() < 1) {
            throw new IllegalStateException("coupabridge.worker.count is "
                    + config.worker().count() + "; a service needs at least 1 worker, such as 24.");
        }
        if (config.worker().slice().isZero() || config.worker().slice().isNegative()) {
            throw new IllegalStateException("coupabridge.worker.slice must be positive, such as 2s.");
        }
        if (config.run().attempts() < 0 || config.run().maxLanes() < 1) {
            throw new IllegalStateException(
                    "coupabridge.run.attempts must be 0 or more and coupabridge.run.max-lanes 1 or"
                            + " more; 8 and 64 are usual.");
        }
        double share = config.run().removalShare();
        if (!(share >= 0 && share <= 1) || config.run().removalFloor() < 0) {
            throw new IllegalStateException("coupabridge.run.removal-share is " + share + ", but must be 0 to 1, and"
                    + " coupabridge.run.removal-floor 0 or more; 0.2 and 10 are usual.");
        }
        double aside = config.run().quarantineShare();
        if (!(aside >= 0 && aside <= 1)) {
            throw new IllegalStateException(
                    "coupabridge.run.quarantine-share is " + aside + ", but must be 0 to 1; 0.5 is usual.");
        }
        if (config.run().overlap().isNegative()) {
            throw new IllegalStateException("coupabridge.run.overlap must not be negative; 10m is usual.");
        }
    }
}
