package io.coupabridge.contracts;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;

/** Where a tenant's connection stands; open for readers. */
public enum ConnectionState {
    /** Stored, not proven. */
    PENDING,
    /** Proven: Coupa accepts the credential. Single tasks may still lack their scope. */
    ACTIVE,
    /** Coupa or its token endpoint is unreachable; valid tokens go on working. */
    DEGRADED,
    /** Coupa does not accept the credential; a new Client ID and Secret are needed. */
    REAUTHORIZATION_REQUIRED,
    /** Deleted. */
    DISCONNECTED,
    @JsonEnumDefaultValue
    UNKNOWN
}
