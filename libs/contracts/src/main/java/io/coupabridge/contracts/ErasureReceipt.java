package io.coupabridge.contracts;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;

/**
 * All services have erased what they had of a tenant. Their databases hold no more of it, and the topics will not when each
 * {@code goneBy} has passed. Signed by token-service.
 *
 * @param version of the tenant's connection, at and before which everything is erased
 * @param goneBy the latest of the topics; null where one has no bound
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record ErasureReceipt(
        TenantId tenantId,
        long version,
        @JsonFormat(shape = JsonFormat.Shape.STRING) Instant requestedAt,
        @JsonFormat(shape = JsonFormat.Shape.STRING) Instant erasedAt,
        @JsonFormat(shape = JsonFormat.Shape.STRING) Instant goneBy,
        List<ErasedTopic> topics) {

    public ErasureReceipt {
        topics = topics == null ? List.of() : List.copyOf(topics);
    }
}
