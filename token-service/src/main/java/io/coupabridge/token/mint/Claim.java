package io.coupabridge.token.mint;

import io.coupabridge.client.address.BaseUrl;
import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.secrets.Secret;
import io.coupabridge.token.connection.ConnectionRow;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The right of one replica to replace one token, until it lapses or is used. What comes of it is stored only while the
 * epoch is the row's.
 *
 * @param task whose row holds the claim
 * @param tasks that the token is for: several where they share one
 * @param replaces the version that is not wanted any more
 * @param credentialVersion of the credential that the grant is asked with
 * @param callId the entry in the log of grant calls
 */
record Claim(
        TenantId tenant,
        Task task,
        List<Task> tasks,
        long epoch,
        long replaces,
        long credentialVersion,
        BaseUrl baseUrl,
        String clientId,
        Secret secret,
        int ceiling,
        long callId) {

    /** What is asked for. */
    String scope() {
        return tasks.stream().map(Task::scope).collect(Collectors.joining(" "));
    }

    /** Whether nobody has taken over, and the credential is still the one that is asked with. */
    boolean isOf(ConnectionRow connection, TokenRow row) {
        return row.claimEpoch == epoch && connection.credentialVersion == credentialVersion;
    }

    /** Whether it was used, by whoever does not know that it was: a commit may succeed and look failed. */
    boolean isFulfilled(TokenRow row) {
        return row.claimEpoch == epoch && row.claimedUntil == null && row.isIssued() && row.version == replaces + 1;
    }
}
