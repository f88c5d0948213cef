package io.coupabridge.contracts;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/**
 * Whether a task may run with this connection.
 *
 * @param message a sentence that an administrator can act on; never null
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record TaskAccess(
        @JsonFormat(with = JsonFormat.Feature.READ_UNKNOWN_ENUM_VALUES_USING_DEFAULT_VALUE)
        Verdict verdict,

        String message) {

    /** What verification found for a task; open for readers. */
    public enum Verdict {
        GRANTED,
        /** The OAuth2 client in Coupa lacks the scope. */
        SCOPE_MISSING,
        /** Coupa gave the token and refused the call. */
        FORBIDDEN,
        /** Not found out yet. */
        @JsonEnumDefaultValue
        UNKNOWN
    }
}
