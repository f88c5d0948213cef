package io.coupabridge.runtime.run;

import io.coupabridge.runtime.observation.Metrics;
import io.coupabridge.runtime.observation.RunLog;
import io.coupabridge.runtime.observation.Tracing;
import jakarta.inject.Singleton;

/** What operators see of runs. */
@Singleton
class Telemetry {

    final Metrics metrics;
    final RunLog log;
    final Tracing tracing;

    Telemetry(Metrics metrics, RunLog log, Tracing tracing) {
        this.metrics = metrics;
        this.log = log;
        this.tracing = tracing;
    }
}
