package io.coupabridge.runtime.start;

import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TaskProvider;
import io.coupabridge.edge.start.StartRules;
import io.coupabridge.runtime.configuration.RuntimeConfig;
import io.coupabridge.runtime.handler.HandlerRules;
import io.coupabridge.runtime.handler.TaskHandler;
import io.coupabridge.secrets.EventVerifier;
import io.coupabridge.secrets.Sealer;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.util.Set;
import org.jboss.logging.Logger;

/** What stops the start of a task service. Every sentence names the property and the way out. */
@Singleton
class RuntimeRules {

    private static final Logger LOG = Logger.getLogger(RuntimeRules.class);

    private final StartRules shared;
    private final RuntimeConfig config;
    private final TaskHandler handler;
    private final Instance<Sealer> sealer;
    private final Instance<EventVerifier> events;

    RuntimeRules(
            StartRules shared,
            RuntimeConfig config,
            TaskHandler handler,
            Instance<Sealer> sealer,
            Instance<EventVerifier> events) {
        this.shared = shared;
        this.config = config;
        this.handler = handler;
        this.sealer = sealer;
        this.events = events;
    }

    /** Before anything else is made that would fail of the same, in other words. */
    void start(@Observes @Priority(1) StartupEvent event) {
        StartRules.orStop(this::check);
    }

    /** @throws IllegalStateException when the service must not start */
    private void check() {
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
        if (config.run().attempts() < 1 || config.run().maxLanes() < 1) {
            throw new IllegalStateException("coupabridge.run.attempts is "
                    + config.run().attempts() + " and coupabridge.run.max-lanes "
                    + config.run().maxLanes() + "; each must be 1 or more, 8 and 64 are usual.");
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
        // these fail with what is wrong with the keysets
        LOG.debugf("Tokens open with %s, events verify with %s.", sealer.get(), events.get());
    }
}
