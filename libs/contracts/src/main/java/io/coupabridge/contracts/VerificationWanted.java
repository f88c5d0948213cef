package io.coupabridge.contracts;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.UUID;

/**
 * A command came for a task whose connection says that it may not run, and has said so for a while. token-service looks
 * at Coupa again, if the verdict is as old by its own clock. Proves nothing and needs to prove nothing: it can cause a few
 * grants a day at the most.
 *
 * @param commandId the run that waits for the answer
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record VerificationWanted(
        TenantId tenantId,
        Task task,
        UUID commandId,
        @JsonFormat(shape = JsonFormat.Shape.STRING) Instant at) {}
