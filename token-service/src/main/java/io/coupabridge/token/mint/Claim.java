package io.coupabridge.token.mint;

import io.coupabridge.client.address.BaseUrl;
import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.secrets.Secret;

/**
 * The right of one replica to replace one token, until it lapses or is used. What comes of it is stored only while the
 * epoch is the row's.
 *
 * @param credentialVersion of the credential that the grant is asked with
 * @param callId the entry in the log of grant calls
 */
record Claim(
        TenantId tenant,
        Task task,
        long epoch,
        long credentialVersion,
        BaseUrl baseUrl,
        String clientId,
        Secret secret,
        int ceiling,
        long callId) {}
