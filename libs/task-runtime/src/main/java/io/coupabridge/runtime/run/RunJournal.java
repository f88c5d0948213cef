package io.coupabridge.runtime.run;

import io.coupabridge.contracts.TaskEvent.Failure;
import io.coupabridge.contracts.TaskEvent.Receipt;
import io.coupabridge.contracts.TaskEvent.Waiting;
import io.coupabridge.contracts.TokenRejected.Finding;
import io.coupabridge.runtime.connection.Access;
import io.coupabridge.runtime.connection.Access.Granted;
import io.coupabridge.runtime.ledger.Position;
import io.coupabridge.runtime.ledger.Run;
import io.coupabridge.runtime.ledger.SweepStore;
import io.coupabridge.runtime.ledger.WatermarkStore.Mark;
import io.coupabridge.runtime.schedule.NextStep;
import java.util.List;
import java.util.Optional;

/** Stores how far a run is, and publishes what happens to it. Every method returns once that is so. */
interface RunJournal {

    /** The run has moved; nobody is told. */
    void moved(Run run);

    /** Settles pages, as {@link PagePublisher#publish}. */
    Run settled(Run run, List<EncodedPage> pages, Position reached, List<SweepStore.Seen> seen);

    /** @param before what it waited for until now; may be null */
    Run started(Run run, Waiting before);

    /** @param mark where the tenant's next increment goes on; null when the run says nothing of it */
    Run completed(Run run, Receipt receipt, Mark mark);

    Run failed(Run run, Failure failure);

    /** Fails a run with what it learnt of its task, and tells token-service so. */
    Run failed(Run run, Failure failure, Granted access, Finding finding);

    /**
     * Ends a run that was cancelled or whose deadline has passed.
     *
     * @return the run with its outcome; empty when it goes on
     */
    Optional<Run> endedFromOutside(Run run);

    /**
     * Tells that the run waits, unless that was told before in the same words and is not over yet.
     *
     * @param before what it waited for until now, without getting on meanwhile; may be null
     */
    NextStep waits(Run run, Waiting waiting, Waiting before);

    /** The same for what the connection says, which token-service may be asked to look at again. */
    NextStep waits(Run run, Access.Wait wait, Waiting before);

    /** Asks token-service for another token, and waits for it. */
    NextStep rejects(Run run, Granted access, Waiting waiting);

    /**
     * Leaves the run, at its place in line, to a replica that may send requests to its instance. The platform is told only
     * when none has taken it for a while. Whether there is one that is busy, nobody knows here.
     */
    NextStep handsBack(Run run, String why);
}
