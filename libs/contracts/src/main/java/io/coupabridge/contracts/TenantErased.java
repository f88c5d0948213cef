package io.coupabridge.contracts;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;

/**
 * A task service has erased what it had of a tenant, as {@link ConnectionEvent#erasedVersion} asks. token-service collects
 * these. Done again, it is told again.
 *
 * @param version the {@code erasedVersion} that was carried out
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record TenantErased(
        TenantId tenantId,
        Task task,
        long version,
        List<ErasedTopic> topics,
        @JsonFormat(shape = JsonFormat.Shape.STRING) Instant erasedAt) {

    public TenantErased {
        topics = topics == null ? List.of() : List.copyOf(topics);
    }
}
