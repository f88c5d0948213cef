package io.coupabridge.runtime.run;

import io.coupabridge.client.lane.LanePlan;
import io.coupabridge.runtime.handler.Pass;
import io.coupabridge.runtime.handler.RunScope;
import io.coupabridge.runtime.observation.Metrics;
import jakarta.inject.Singleton;

/** Makes readers of lanes. */
@Singleton
class LaneReaders {

    private final TaskSetup setup;
    private final Telemetry telemetry;
    private final ReplicaResources resources;

    LaneReaders(TaskSetup setup, Telemetry telemetry, ReplicaResources resources) {
        this.setup = setup;
        this.telemetry = telemetry;
        this.resources = resources;
    }

    /** @param session is used by the reader, and closed by whoever opened it */
    LaneReader open(Pass pass, LanePlan plan, CoupaSession session, TimeSlice time) {
        return new LaneReader(this, pass, plan, session, time);
    }

    ReplicaResources resources() {
        return resources;
    }

    Metrics metrics() {
        return telemetry.metrics;
    }

    int maxLanes() {
        return setup.config.run().maxLanes();
    }

    /** How rows that are no records are put aside: by the lists of the run's passes. */
    PutAside.Rules putAside(RunScope scope) {
        return PutAside.Rules.of(setup.handler.passes(scope));
    }
}
