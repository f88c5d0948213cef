package io.coupabridge.runtime.run;

import io.coupabridge.publication.PublicationStream;
import io.coupabridge.runtime.message.Messages;
import io.coupabridge.runtime.schedule.StopSignal;
import jakarta.inject.Singleton;

/** Makes slices of tenants' work. */
@Singleton
class Slices {

    private final TaskSetup setup;
    private final RunLedger ledger;
    private final Messages messages;
    private final Telemetry telemetry;
    private final RunAdmission admission;
    private final TenantErasure erasure;

    Slices(
            TaskSetup setup,
            RunLedger ledger,
            Messages messages,
            Telemetry telemetry,
            RunAdmission admission,
            TenantErasure erasure) {
        this.setup = setup;
        this.ledger = ledger;
        this.messages = messages;
        this.telemetry = telemetry;
        this.admission = admission;
        this.erasure = erasure;
    }

    Slice open(PublicationStream stream, StopSignal stop) {
        SliceScope scope = new SliceScope(
                stream, outcomes(stream), new TimeSlice(setup.config.worker().slice(), stop));
        return new Slice(scope, ledger.runs, telemetry.tracing, admission, erasure);
    }

    Outcomes outcomes(PublicationStream stream) {
        return new Outcomes(setup, ledger, messages, telemetry, stream);
    }
}
