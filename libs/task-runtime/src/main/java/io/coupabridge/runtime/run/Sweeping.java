package io.coupabridge.runtime.run;

import io.coupabridge.client.failure.CoupaException;
import io.coupabridge.contracts.TaskEvent.Failure;
import io.coupabridge.runtime.handler.Pass;
import io.coupabridge.runtime.ledger.Run;
import io.coupabridge.runtime.run.FailurePolicy.Reaction;
import java.util.List;
import java.util.Optional;

/** Reports removed what a full run has proved gone; refuses when that is suspiciously much. Used by one thread. */
final class Sweeping {

    private final ActiveRun active;
    private final RunControl control;
    private final FailurePolicy policy;
    private final OutsideWindow outside;
    private final RemovalSweep removal;

    Sweeping(ActiveRun active, RunControl control, FailurePolicy policy, OutsideWindow outside, RemovalSweep removal) {
        this.active = active;
        this.control = control;
        this.policy = policy;
        this.outside = outside;
        this.removal = removal;
    }

    /** Which of a task's passes proves records gone; empty when none does. */
    static Optional<Pass> swept(List<Pass> passes) {
        return passes.stream().filter(pass -> pass.sweep() != null).findFirst();
    }

    /** Until it is done, or the run pauses or fails. */
    void sweep() throws InterruptedException {
        // before anything is asked for outside the window, which would be in vain
        if (active.position().outside() == null && isObjectedTo()) {
            return;
        }
        if (active.position().unnamed() > 0) {
            // one of the missing may be there, in a row that nobody can name
            return;
        }
        stepByStep(this::askOutside);
        if (active.goesOn() && !isObjectedTo()) {
            stepByStep(() -> removal.step(active.run(), active.session()));
        }
    }

    private boolean isObjectedTo() {
        Optional<Failure> objection = removal.objection(active.run());
        objection.ifPresent(active::fail);
        return objection.isPresent();
    }

    /** Goes on without when Coupa does not answer this: it is no reason to fail for a run that has read its window. */
    private Optional<Run> askOutside() {
        Run run = active.run();
        try {
            return outside.step(run, active.session());
        } catch (CoupaException e) {
            boolean lasting = policy.reactTo(e, run.position(), active.access()) instanceof Reaction.Fail;
            if (!outside.isHopeless(e, run, lasting)) {
                throw e;
            }
            return Optional.of(outside.giveUp(run, active.session(), e.getMessage()));
        }
    }

    private interface Step {
        /** @return the run behind it; empty when nothing was left to do */
        Optional<Run> take();
    }

    private void stepByStep(Step step) throws InterruptedException {
        boolean done = false;
        while (!done && active.goesOn()) {
            control.look(UnderWay.NOTHING);
            if (active.goesOn()) {
                done = take(step);
            }
        }
    }

    /** @return whether nothing is left to do */
    private boolean take(Step step) throws InterruptedException {
        try {
            Optional<Run> further = step.take();
            further.ifPresent(active::became);
            return further.isEmpty();
        } catch (RuntimeException e) {
            active.session().heed(e);
            control.recovery().after(e, active.access(), UnderWay.NOTHING);
            return false;
        } finally {
            control.time().progressed();
        }
    }
}
