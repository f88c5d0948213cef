package io.coupabridge.token.link;

import io.coupabridge.contracts.TenantId;
import java.time.Instant;

/**
 * A connect link at a moment; without what opens it.
 *
 * @param revokedAt null when it was not
 * @param verification whose end the page waits for; null when none was begun by this link
 * @param savedAt when a credential was last saved by it; null when none was
 * @param usedAt when Coupa accepted one of these; null when it has not
 */
public record ConnectLink(
        String id,
        TenantId tenant,
        LinkState state,
        Instant createdAt,
        Instant expiresAt,
        Instant revokedAt,
        Long verification,
        Instant savedAt,
        Instant usedAt) {

    /** Whether its page can be shown. */
    public boolean isAlive() {
        return state == LinkState.OPEN || state == LinkState.USED;
    }
}
