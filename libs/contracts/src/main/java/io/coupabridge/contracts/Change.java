package io.coupabridge.contracts;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;

/** Why a record was published; open for readers. */
public enum Change {
    NEW,
    CHANGED,
    /** It is gone from Coupa; the other fields are null. */
    REMOVED,
    @JsonEnumDefaultValue
    UNKNOWN
}
