package io.coupabridge.contracts;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.net.URI;
import java.time.Instant;

/**
 * The token of one tenant and task, or that there is none any more. A higher token version replaces a lower one.
 *
 * @param tokenVersion counts up per tenant and task, revocations included, across deletion and re-creation
 * @param connectionVersion the version of the connection whose credential the token was granted to
 * @param baseUrl the only origin to which the token may be sent; null when revoked
 * @param usableFrom five seconds after Coupa issued it (coupa-api §2.3); null when revoked
 * @param expiresAt when Coupa will stop accepting it, counted from when it was asked for; null when revoked
 * @param requestCeiling the connection's when this was published: 1 to 25. {@link ConnectionEvent#requestCeiling} is the
 *     one to keep to, as the same token version may be published with several
 * @param sealedToken the encrypted token in Base64: AEAD for the one service that may use it, its associated data being
 *     {@link #associatedData}; null when revoked
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record TokenEvent(
        @JsonFormat(with = JsonFormat.Feature.READ_UNKNOWN_ENUM_VALUES_USING_DEFAULT_VALUE)
        Status status,

        TenantId tenantId,
        Task task,
        long tokenVersion,
        long connectionVersion,
        URI baseUrl,
        @JsonFormat(shape = JsonFormat.Shape.STRING) Instant usableFrom,
        @JsonFormat(shape = JsonFormat.Shape.STRING) Instant expiresAt,
        int requestCeiling,
        String sealedToken) {

    /** Whether there is a token; open for readers. */
    public enum Status {
        ISSUED,
        REVOKED,
        @JsonEnumDefaultValue
        UNKNOWN
    }

    /**
     * What the encryption of the token is bound to, so that it decrypts for nothing else: one line each for tenant, task,
     * origin, connection version, token version, usable-from and expires-at. UTF-8 text. The request ceiling may change
     * without a new token, and is covered by the event's signature instead.
     */
    public String associatedData() {
        return String.join(
                "\n",
                "coupabridge.token.v1",
                tenantId.value(),
                task.name(),
                baseUrl.toString(),
                Long.toString(connectionVersion),
                Long.toString(tokenVersion),
                usableFrom.toString(),
                expiresAt.toString());
    }

    /** Without the sealed token: encrypted or not, it has no place in a log. */
    @Override
    public String toString() {
        return "TokenEvent[" + status + " of " + tenantId + " for " + task + ", token version " + tokenVersion
                + ", connection version " + connectionVersion + "]";
    }

    /** This event with the sealed token in place. */
    public TokenEvent withSealedToken(String sealed) {
        return new TokenEvent(
                status,
                tenantId,
                task,
                tokenVersion,
                connectionVersion,
                baseUrl,
                usableFrom,
                expiresAt,
                requestCeiling,
                sealed);
    }
}
