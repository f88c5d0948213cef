package io.coupabridge.runtime.run;

import io.coupabridge.runtime.connection.Access.Granted;
import io.coupabridge.runtime.handler.RunScope;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.function.LongPredicate;

/** Lets runs ask Coupa. */
@Singleton
class CoupaSessions {

    private final TaskSetup setup;
    private final CoupaSession.References references;
    private final Telemetry telemetry;
    private final ReplicaResources resources;

    @Inject
    CoupaSessions(TaskSetup setup, RunLedger ledger, Telemetry telemetry, ReplicaResources resources) {
        this(setup, ledger.records::references, telemetry, resources);
    }

    CoupaSessions(
            TaskSetup setup, CoupaSession.References references, Telemetry telemetry, ReplicaResources resources) {
        this.setup = setup;
        this.references = references;
        this.telemetry = telemetry;
        this.resources = resources;
    }

    /**
     * @param inVain whether the run's own thread is to give up what it waits for, by when a request was sent or answered
     *     last; looked at each second
     */
    CoupaSession open(RunScope scope, Granted access, LongPredicate inVain) {
        HeldToken token = new HeldToken(access, setup.clock);
        RunRequests.Holder holder =
                new RunRequests.Holder(scope.tenant(), setup.task().shortName());
        RunRequests requests = new RunRequests(resources, telemetry, holder, token);
        return new CoupaSession(
                scope,
                token,
                requests,
                new AwaitedRequests(requests, token, telemetry.metrics),
                resources.pageSizes,
                references,
                new Patience(setup.config.worker().longestWaitInPlace(), () -> inVain.test(requests.lastMoveNanos())));
    }
}
