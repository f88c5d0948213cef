package io.coupabridge.token.verification;

import io.coupabridge.contracts.TaskAccess;
import java.time.Duration;
import java.util.Optional;

/** What a call of a verification showed. */
sealed interface CheckResult {

    /** Coupa answered; what, is for the caller. */
    record Answered(Object answer) implements CheckResult {}

    /** Whether the task may run is settled. */
    record Found(TaskAccess access) implements CheckResult {}

    /** Coupa did not accept the token: it may be too young; if it is not, this is the finding. */
    record Unauthorized(TaskAccess otherwise) implements CheckResult {}

    /** Nothing can be said; the message is for the administrator. */
    record Outage(String reason, String message, Optional<Duration> retryAfter) implements CheckResult {}

    /** Nothing was sent. */
    record NoBudget(Duration retryIn) implements CheckResult {}
}
