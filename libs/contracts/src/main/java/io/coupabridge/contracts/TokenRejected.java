package io.coupabridge.contracts;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.UUID;

/**
 * Coupa answered 401 to a token. token-service replaces the token if this version is still the current one.
 *
 * @param commandId the run that met it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record TokenRejected(
        TenantId tenantId,
        Task task,
        long tokenVersion,
        long connectionVersion,
        UUID commandId,
        @JsonFormat(shape = JsonFormat.Shape.STRING) Instant at) {}
