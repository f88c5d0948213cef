package io.coupabridge.token.verification;

import io.coupabridge.contracts.Task;
import io.coupabridge.token.grant.GrantResult;
import io.coupabridge.token.mint.TokenState;
import java.time.Instant;
import java.util.Set;

/** How far a verification got. */
sealed interface Step {

    /** This task has a token and no finding. */
    record Ready(Task task, TokenState token, VerificationData data) implements Step {}

    /** Every task has its finding. */
    record Settled(VerificationData data) implements Step {}

    /** These tasks cannot each have a token: the next one ends the others. */
    record Together(Set<Task> tasks, VerificationData data) implements Step {}

    /** Tasks that share a token cannot be told apart with it. */
    record Apart(VerificationData data) implements Step {}

    /** It goes on later. */
    record Later(Instant at, VerificationData data) implements Step {}

    /** Coupa could not be asked. */
    record Outage(CheckResult.Outage outage, VerificationData data) implements Step {}

    /** Coupa refuses the credential. */
    record Dead(GrantResult.Refused refused, VerificationData data) implements Step {}

    /** The credential is dead and has had its calls for now. */
    record LeftAlone(VerificationData data) implements Step {}

    /** The stored secret does not open. */
    record SecretUnreadable(VerificationData data) implements Step {}

    /** Coupa answered to the API key. */
    record ApiKeyAnswered(String reason, String message, VerificationData data) implements Step {}
}
