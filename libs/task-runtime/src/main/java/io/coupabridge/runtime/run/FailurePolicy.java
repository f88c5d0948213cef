package io.coupabridge.runtime.run;

import io.coupabridge.budget.BudgetBlockedException;
import io.coupabridge.budget.BudgetBusyException;
import io.coupabridge.budget.BudgetUnavailableException;
import io.coupabridge.client.failure.CoupaException;
import io.coupabridge.client.failure.ForbiddenException;
import io.coupabridge.client.failure.RequiredFieldHiddenException;
import io.coupabridge.client.failure.RetryDelays;
import io.coupabridge.client.failure.ThrottledException;
import io.coupabridge.client.failure.UnauthorizedException;
import io.coupabridge.client.failure.UnavailableException;
import io.coupabridge.contracts.ErrorCode;
import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TaskEvent.Failure;
import io.coupabridge.contracts.TaskEvent.WaitReason;
import io.coupabridge.contracts.TokenRejected.Finding;
import io.coupabridge.publication.MessageRefusedException;
import io.coupabridge.publication.StreamLostException;
import io.coupabridge.runtime.connection.Access.Granted;
import io.coupabridge.runtime.ledger.LedgerException;
import io.coupabridge.runtime.ledger.Position;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * What a run does about a failure: the reactions of the failure catalogue (coupa-api §7). Every way ends: in a good page,
 * in a failed run, or at the run's deadline.
 */
final class FailurePolicy {

    private static final Logger LOG = Logger.getLogger(FailurePolicy.class);
    private static final Duration YOUNG = Duration.ofSeconds(30);
    private static final Duration USABLE_AFTER = Duration.ofSeconds(5);
    private static final int EARLY_TRIES = 2;

    /** A run that has so many tokens rejected is refused something, not unlucky. */
    private static final int MOST_REJECTIONS = 4;

    private static final int TRIES_WITH_A_HIDDEN_FIELD = 3;

    private static final int THE_ONE_TRY = 1;
    private static final int TRIES_WHERE_FORBIDDEN = 2;

    private final Task task;
    private final int attempts;
    private final RetryDelays delays;
    private final Clock clock;

    FailurePolicy(Task task, int attempts, RetryDelays delays, Clock clock) {
        this.task = task;
        this.attempts = attempts;
        this.delays = delays;
        this.clock = clock;
    }

    /** What to do. */
    sealed interface Reaction {

        /** Wait that long, then read the page again. */
        record Retry(Duration in, WaitReason reason, String message, Position position) implements Reaction {}

        /** Ask for another token and wait for it. */
        record RejectToken(String message, Position position) implements Reaction {}

        /** @param finding what the connection is to show from now on; null for nothing */
        record Fail(Failure failure, Finding finding) implements Reaction {

            Fail(Failure failure) {
                this(failure, null);
            }
        }
    }

    Reaction reactTo(RuntimeException failure, Position position, Granted access) {
        if (failure instanceof LedgerException
                || failure instanceof StreamLostException
                || failure instanceof MessageRefusedException) {
            // nothing of Coupa's: the slice ends, and the page is read again in another
            throw failure;
        } else if (failure instanceof ThrottledException) {
            // how long is the budget's business
            return new Reaction.Retry(Duration.ZERO, WaitReason.THROTTLED, failure.getMessage(), position);
        } else if (failure instanceof BudgetUnavailableException unavailable) {
            return new Reaction.Retry(
                    unavailable.retryIn(), WaitReason.BUDGET_UNAVAILABLE, failure.getMessage(), position);
        } else if (failure instanceof BudgetBusyException busy) {
            return new Reaction.Retry(
                    busy.retryIn().plusMillis(20), WaitReason.BUDGET_UNAVAILABLE, failure.getMessage(), position);
        } else if (failure instanceof BudgetBlockedException blocked) {
            return new Reaction.Retry(blocked.retryIn(), WaitReason.THROTTLED, failure.getMessage(), position);
        } else if (failure instanceof UnauthorizedException) {
            return unauthorized(position, access);
        } else if (failure instanceof ForbiddenException forbidden) {
            return forbidden(forbidden, position);
        } else if (failure instanceof RequiredFieldHiddenException) {
            return again(failure, ErrorCode.REQUIRED_FIELD_HIDDEN, position, TRIES_WITH_A_HIDDEN_FIELD, false);
        } else if (failure instanceof UnavailableException) {
            return again(failure, ErrorCode.COUPA_UNAVAILABLE, position, attempts, true);
        } else if (failure instanceof CoupaException coupa) {
            return again(
                    failure,
                    ErrorCode.UNEXPECTED_RESPONSE,
                    position,
                    coupa.retryable() ? attempts : THE_ONE_TRY,
                    false);
        }
        return internal(failure);
    }

    /** A fault of this program; the run's log line carries the same reference as its failure. */
    static Reaction.Fail internal(RuntimeException fault) {
        String reference = UUID.randomUUID().toString();
        LOG.errorf(fault, "A run failed by a fault of this service (reference %s).", reference);
        return new Reaction.Fail(new Failure(
                ErrorCode.INTERNAL,
                "The run failed by a fault of this service. Give its operators the reference " + reference + ".",
                true));
    }

    private Reaction again(
            RuntimeException failure, ErrorCode code, Position position, int tries, boolean retryableLater) {
        Position failed = position.failedAgain();
        if (failed.failures() >= tries) {
            String tried = failed.failures() == 1 ? "" : " It was tried " + failed.failures() + " times.";
            return new Reaction.Fail(new Failure(code, failure.getMessage() + tried, retryableLater));
        }
        return new Reaction.Retry(
                delays.after(failed.failures()), WaitReason.COUPA_UNAVAILABLE, failure.getMessage(), failed);
    }

    private Reaction unauthorized(Position position, Granted access) {
        Instant issued = access.usableFrom().minus(USABLE_AFTER);
        Duration age = Duration.between(issued, clock.instant());
        if (age.compareTo(YOUNG) < 0 && position.earlyRefusals() < EARLY_TRIES) {
            // Coupa may not know a young token yet (coupa-api §2.3)
            return new Reaction.Retry(
                    USABLE_AFTER,
                    WaitReason.TOKEN_PENDING,
                    "Coupa does not accept the new token yet; it is tried again.",
                    position.refusedEarly(position.earlyRefusals() + 1));
        }
        if (position.rejectedToken() > 0 || position.rejections() >= MOST_REJECTIONS) {
            return new Reaction.Fail(
                    new Failure(
                            ErrorCode.FORBIDDEN,
                            "Coupa grants tokens for " + task.scope() + " and refuses them when they are used."
                                    + bothCauses(),
                            false),
                    Finding.FORBIDDEN);
        }
        return new Reaction.RejectToken(
                "Coupa rejected the token; token-service was asked for another.",
                position.tokenRejected(access.tokenVersion()));
    }

    private Reaction forbidden(ForbiddenException failure, Position position) {
        if (failure.scopeMissing()) {
            return new Reaction.Fail(
                    new Failure(
                            ErrorCode.SCOPE_MISSING,
                            "The OAuth2 client lacks the scope " + task.scope()
                                    + ". Add it in Coupa under Setup → Integrations → OAuth2/OpenID Connect Clients.",
                            false),
                    Finding.SCOPE_MISSING);
        }
        Position failed = position.failedAgain();
        if (failed.failures() < TRIES_WHERE_FORBIDDEN) {
            // one without a reason may come from anything in between, and the finding stops the task
            return new Reaction.Retry(
                    delays.after(failed.failures()), WaitReason.COUPA_UNAVAILABLE, failure.getMessage(), failed);
        }
        return new Reaction.Fail(
                new Failure(ErrorCode.FORBIDDEN, failure.getMessage() + bothCauses(), false), Finding.FORBIDDEN);
    }

    private String bothCauses() {
        return " Either the OAuth2 client lacks the scope " + task.scope()
                + ", or a role of its user does not let it read this data. Look at both in Coupa.";
    }
}
