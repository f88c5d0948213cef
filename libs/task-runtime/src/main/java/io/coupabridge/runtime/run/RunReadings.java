package io.coupabridge.runtime.run;

import io.coupabridge.runtime.connection.Access;
import io.coupabridge.runtime.connection.AccessRules;
import io.coupabridge.runtime.ledger.Run;
import io.coupabridge.runtime.observation.Metrics;
import io.coupabridge.runtime.schedule.NextStep;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Reads runs that may read. */
@Singleton
class RunReadings {

    private final TaskSetup setup;
    private final RunLedger ledger;
    private final Metrics metrics;
    private final AccessRules rules;
    private final CoupaSessions sessions;
    private final LaneReaders readers;

    RunReadings(
            TaskSetup setup,
            RunLedger ledger,
            Metrics metrics,
            AccessRules rules,
            CoupaSessions sessions,
            LaneReaders readers) {
        this.setup = setup;
        this.ledger = ledger;
        this.metrics = metrics;
        this.rules = rules;
        this.sessions = sessions;
        this.readers = readers;
    }

    /** @return when to go on; empty when the run has its outcome */
    Optional<NextStep> read(Run run, SliceScope slice) throws InterruptedException {
        Outcomes outcomes = slice.outcomes();
        if (run.failure() != null) {
            // its row could not be read
            outcomes.failed(run, run.failure());
            return Optional.empty();
        }
        Access access = rules.decide(run);
        if (access instanceof Access.Refused refused) {
            outcomes.failed(run, refused.failure());
            return Optional.empty();
        }
        if (access instanceof Access.Wait wait) {
            return Optional.of(outcomes.waits(run, wait, run.waiting()));
        }
        if (access instanceof Access.NotHere notHere) {
            return Optional.of(outcomes.handsBack(run, notHere.message()));
        }
        return new RunReading(this, slice, run, (Access.Granted) access).read();
    }

    TaskSetup setup() {
        return setup;
    }

    RunLedger ledger() {
        return ledger;
    }

    Metrics metrics() {
        return metrics;
    }

    AccessRules rules() {
        return rules;
    }

    CoupaSessions sessions() {
        return sessions;
    }

    LaneReaders readers() {
        return readers;
    }
}
