package io.coupabridge.runtime.run;

import io.coupabridge.runtime.connection.Access;
import io.coupabridge.runtime.connection.AccessRules;
import io.coupabridge.runtime.ledger.Run;
import io.coupabridge.runtime.schedule.NextStep;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Decides whether a run may read, and has it read if so; else it fails, waits, or is left to another replica. */
@Singleton
class RunAdmission {

    private final ReadingParts parts;
    private final RunLedger ledger;
    private final AccessRules rules;

    RunAdmission(ReadingParts parts, RunLedger ledger, AccessRules rules) {
        this.parts = parts;
        this.ledger = ledger;
        this.rules = rules;
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
        RunPlace place = new RunPlace(
                new LedgerTenant(run.tenant(), rules, ledger),
                outcomes,
                slice.time(),
                pass -> new SweepScope(
                        ledger.sweeps, parts.setup.config.run(), slice.stream(), outcomes.publisher(), pass));
        return new RunReading(parts, place, run, (Access.Granted) access).read();
    }
}
