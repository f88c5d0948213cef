package io.coupabridge.runtime.configuration;

import io.coupabridge.runtime.handler.TaskHandler;
import io.quarkus.runtime.configuration.ConfigUtils;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** What stops the start. Every sentence names the property and the way out. */
@ApplicationScoped
class StartRules {

    private final RuntimeConfig config;
    private final TaskHandler handler;

    StartRules(RuntimeConfig config, TaskHandler handler) {
        this.config = config;
        this.handler = handler;
    }

    /** @throws IllegalStateException when the service must not start */
    void check() {
        if (List.copyOf(ConfigUtils.getProfiles()).contains("prod")) {
            throw new IllegalStateException("This service has no authentication yet and refuses the profile 'prod'. On one "
                    + "machine, where it listens on 127.0.0.1 only, start it with QUARKUS_PROFILE=local.");
        }
        if (!handler.task().shortName().equals(config.task())) {
            throw new IllegalStateException("coupabridge.task is '" + config.task() + "', but this service works "
                    + handler.task() + ". Leave coupabridge.task to the service.");
        }
        if (config.worker().count() < 1) {
            throw new IllegalStateException("coupabridge.worker.count is " + config.worker().count()
                    + "; a service needs at least 1 worker, such as 24.");
        }
        if (config.worker().slice().isZero() || config.worker().slice().isNegative()) {
            throw new IllegalStateException("coupabridge.worker.slice must be positive, such as 2s.");
        }
        if (config.run().overlap().isNegative()) {
            throw new IllegalStateException("coupabridge.run.overlap must not be negative; 10m is usual.");
        }
    }
}
