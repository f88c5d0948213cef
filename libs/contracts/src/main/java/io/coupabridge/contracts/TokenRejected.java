package io.coupabridge.contracts;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.UUID;

/**
 * Coupa answered 401 to a token. token-service replaces the token if this version is still the current one, and the proof
 * shows that the sender held it.
 *
 * @param commandId the run that met it
 * @param proof HMAC-SHA-256 of {@link #statement} in UTF-8, its key being the token, in Base64
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record TokenRejected(
        TenantId tenantId,
        Task task,
        long tokenVersion,
        long connectionVersion,
        UUID commandId,
        String proof,
        @JsonFormat(shape = JsonFormat.Shape.STRING) Instant at) {

    /** What the proof is made of: one line each for tenant, task and token version. */
    public String statement() {
        return String.join(
                "\n", "coupabridge.rejection.v1", tenantId.value(), task.name(), Long.toString(tokenVersion));
    }

    /** This rejection with the proof in place. */
    public TokenRejected withProof(String itsProof) {
        return new TokenRejected(tenantId, task, tokenVersion, connectionVersion, commandId, itsProof, at);
    }
}
