package io.coupabridge.contracts;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;

/** Why a task failed; open for readers: an unknown one reads as {@link #UNKNOWN}. */
public enum ErrorCode {
    /** Coupa does not accept the Client ID and Secret, or an API key is all there is. */
    REAUTHORIZATION_REQUIRED,
    /** The OAuth2 client in Coupa lacks the task's scope. */
    SCOPE_MISSING,
    /** Coupa accepted the token and still refuses the resource. */
    FORBIDDEN,
    /** Coupa was unreachable or answered with errors for longer than the run may retry. */
    COUPA_UNAVAILABLE,
    /** Coupa's answer was not what its API answers: HTML, XML, an error object, a truncated body, an ignored filter. */
    UNEXPECTED_RESPONSE,
    /** Coupa's answer lacks a key that the task needs; an API response filter hides it. */
    REQUIRED_FIELD_HIDDEN,
    /** The tenant's connection does not want this task. */
    TASK_NOT_WANTED,
    /** The connection was deleted. */
    DISCONNECTED,
    /** No connection of that tenant is known. */
    UNKNOWN_TENANT,
    /** A sweep would have removed suspiciously many records; none were. */
    SUSPICIOUS_SHRINK,
    DEADLINE_EXCEEDED,
    INVALID_COMMAND,
    /** More than ten commands wait for this tenant and task. */
    QUEUE_FULL,
    /** A cancel names no command of this tenant and task that is still open. */
    NOTHING_TO_CANCEL,
    /** A fault of this system; the message names the record of it in the logs. */
    INTERNAL,
    @JsonEnumDefaultValue
    UNKNOWN
}
