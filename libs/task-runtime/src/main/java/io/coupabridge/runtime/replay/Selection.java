package io.coupabridge.runtime.replay;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.contracts.Topic;
import java.time.Instant;

/**
 * Which messages of a topic a replay is about. Null means: whichever.
 *
 * @param topic a dead-letter topic or a quarantine
 * @param reason a part of the reason, as it is written
 * @param from only what was put there at or after this instant
 * @param to only what was put there before this instant
 * @param start where to begin to read; the topic's beginning when null
 * @param limit at most so many messages; more are left for the next replay, at least 1
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Selection(Topic topic, TenantId tenant, String reason, Instant from, Instant to, Place start, int limit) {

    boolean covers(Letter letter) {
        return (tenant == null || tenant.value().equals(letter.tenantId()))
                && (reason == null || letter.reason().contains(reason))
                && (from == null || !letter.at().isBefore(from))
                && (to == null || letter.at().isBefore(to));
    }
}
