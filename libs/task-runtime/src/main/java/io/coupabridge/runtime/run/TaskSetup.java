package io.coupabridge.runtime.run;

import io.coupabridge.contracts.Task;
import io.coupabridge.runtime.configuration.RuntimeConfig;
import io.coupabridge.runtime.handler.TaskHandler;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;

/** What a task service is set up with: the handler of its task, its settings, and its clock. */
@Singleton
class TaskSetup {

    final TaskHandler handler;
    final RuntimeConfig config;
    final Clock clock;

    TaskSetup(TaskHandler handler, RuntimeConfig config, Clock clock) {
        this.handler = handler;
        this.config = config;
        this.clock = clock;
    }

    Task task() {
        return handler.task();
    }

    Instant now() {
        return clock.instant();
    }
}
