package io.coupabridge.runtime.run;

import io.coupabridge.budget.BudgetUnavailableException;
import io.coupabridge.client.failure.RequiredFieldHiddenException;
import io.coupabridge.client.failure.ThrottledException;
import io.coupabridge.client.failure.UnauthorizedException;
import io.coupabridge.contracts.TaskEvent.WaitReason;
import io.coupabridge.contracts.TaskEvent.Waiting;
import io.coupabridge.runtime.connection.Access.Granted;
import io.coupabridge.runtime.run.FailurePolicy.Reaction;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.LongFunction;

/** Does about a failure what the {@link FailurePolicy} says, unless the failure is only a late one. Used by one thread. */
final class Recovery {

    private static final Duration FOR_A_TOKEN = Duration.ofMinutes(1);

    private final ActiveRun active;
    private final FailurePolicy policy;
    private final Pauses pauses;
    private final LookInterval nextLook;
    private final LongFunction<Optional<Instant>> successorUsableFrom;

    /** @param successorUsableFrom of a token's version, when there is one that is younger; else empty */
    Recovery(
            ActiveRun active,
            FailurePolicy policy,
            Pauses pauses,
            LookInterval nextLook,
            LongFunction<Optional<Instant>> successorUsableFrom) {
        this.active = active;
        this.policy = policy;
        this.pauses = pauses;
        this.nextLook = nextLook;
        this.successorUsableFrom = successorUsableFrom;
    }

    /** @param with what the request was sent with */
    void after(RuntimeException failure, Granted with, UnderWay underWay) throws InterruptedException {
        RuntimeException told = tellBudget(failure);
        if (pauses.handBackIfStopped(underWay)) {
            return;
        }
        boolean handled = failure instanceof UnauthorizedException && isOfAnOldToken(with, underWay)
                || failure instanceof ExpiredTokenException
                || failure instanceof RequiredFieldHiddenException hidden && isOfOddRows(hidden, underWay);
        if (failure instanceof ExpiredTokenException) {
            // its successor is looked for at once
            nextLook.in(Duration.ZERO);
        }
        if (!handled) {
            react(policy.reactTo(told, active.position(), with), with, underWay);
        }
    }

    /** @return what there is to react to: the failure, or that the budget cannot be told of it */
    RuntimeException tellBudget(RuntimeException failure) {
        if (failure instanceof ThrottledException throttled) {
            try {
                active.session().requests().throttled(throttled);
            } catch (BudgetUnavailableException e) {
                return e;
            }
        }
        return failure;
    }

    private boolean isOfAnOldToken(Granted with, UnderWay underWay) throws InterruptedException {
        if (with.tokenVersion() < active.access().tokenVersion()) {
            // the late answer to a token that has been replaced meanwhile
            return true;
        }
        Optional<Instant> successor = successorUsableFrom.apply(with.tokenVersion());
        if (successor.isPresent()) {
            awaitSuccessor(successor.get(), underWay);
        }
        return successor.isPresent();
    }

    /** Coupa may end a token at its renewal: then the renewed one is there already, and is only too young. */
    private void awaitSuccessor(Instant usableFrom, UnderWay underWay) throws InterruptedException {
        Duration pause = pauses.until(usableFrom);
        // it is taken up at the next look
        nextLook.in(pause);
        pauses.waitOut(
                pause,
                WaitReason.TOKEN_PENDING,
                "Coupa ended the token at its renewal; the new one is used from five seconds after its issue on.",
                underWay);
    }

    /** To find out takes a request, which may fail too. */
    private boolean isOfOddRows(RequiredFieldHiddenException hidden, UnderWay underWay) throws InterruptedException {
        try {
            return underWay.isOfOddRows(hidden);
        } catch (RuntimeException failure) {
            after(failure, active.access(), underWay);
            return true;
        }
    }

    private void react(Reaction reaction, Granted with, UnderWay underWay) throws InterruptedException {
        if (reaction instanceof Reaction.Retry retry) {
            retry(retry, underWay);
            return;
        }
        // before the requests are counted
        underWay.stop();
        if (reaction instanceof Reaction.RejectToken rejection) {
            Waiting waiting = pauses.waiting(WaitReason.TOKEN_REJECTED, FOR_A_TOKEN, rejection.message());
            active.waitForAnotherToken(rejection.position(), with, waiting);
            return;
        }
        Reaction.Fail fail = (Reaction.Fail) reaction;
        if (fail.finding() == null) {
            active.fail(fail.failure());
        } else {
            active.fail(fail.failure(), with, fail.finding());
        }
    }

    private void retry(Reaction.Retry retry, UnderWay underWay) throws InterruptedException {
        if (retry.position().equals(active.position())) {
            active.countRequests();
        } else {
            // stored at once, so that whoever works the run next counts on
            active.move(retry.position());
        }
        pauses.waitOut(retry.in(), retry.reason(), retry.message(), underWay);
    }
}
