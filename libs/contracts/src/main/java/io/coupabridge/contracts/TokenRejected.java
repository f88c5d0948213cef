package io.coupabridge.contracts;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.UUID;

/**
 * Coupa refused a token, or what it was used for. The proof shows that the sender held the token, of the version that is
 * still the current one. Then token-service replaces it; or, with a finding, the finding becomes the task's verdict.
 *
 * @param commandId the run that met it
 * @param proof HMAC-SHA-256 of {@link #statement} in UTF-8, its key being the token, in Base64
 * @param finding what the token is not good for; null when Coupa answered 401 to the token itself
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

        @JsonFormat(with = JsonFormat.Feature.READ_UNKNOWN_ENUM_VALUES_USING_DEFAULT_VALUE)
        Finding finding,

        @JsonFormat(shape = JsonFormat.Shape.STRING) Instant at) {

    /** What a run learnt of its task; open for readers. */
    public enum Finding {
        /** Coupa says that the token lacks the scope. */
        SCOPE_MISSING,
        /** Coupa refuses the data, or each new token for it. */
        FORBIDDEN,
        @JsonEnumDefaultValue
        UNKNOWN
    }

    /** A token that Coupa does not accept. */
    public TokenRejected(
            TenantId tenantId,
            Task task,
            long tokenVersion,
            long connectionVersion,
            UUID commandId,
            String proof,
            Instant at) {
        this(tenantId, task, tokenVersion, connectionVersion, commandId, proof, null, at);
    }

    /** What the proof is made of: one line each for tenant, task and token version, and for the finding if there is one. */
    public String statement() {
        String rejection = String.join(
                "\n", "coupabridge.rejection.v1", tenantId.value(), task.name(), Long.toString(tokenVersion));
        return finding == null ? rejection : rejection + "\n" + finding;
    }

    /** This rejection with the proof in place. */
    public TokenRejected withProof(String itsProof) {
        return new TokenRejected(tenantId, task, tokenVersion, connectionVersion, commandId, itsProof, finding, at);
    }
}
