package io.coupabridge.token.link;

import io.coupabridge.contracts.TenantId;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Duration;
import java.time.Instant;

/** A connect link as it is stored. It changes under its own lock, and what saves by it under that of the connection before. */
@Entity
@Table(name = "connect_link")
class ConnectLinkRow {

    private static final Duration PERIOD = Duration.ofHours(1);

    @Id
    String id;

    String tenant;

    @Column(name = "token_hash")
    String tokenHash;

    @Column(name = "created_at")
    Instant createdAt;

    @Column(name = "expires_at")
    Instant expiresAt;

    @Column(name = "revoked_at")
    Instant revokedAt;

    Long verification;

    @Column(name = "saved_at")
    Instant savedAt;

    @Column(name = "credential_version")
    Long credentialVersion;

    @Column(name = "used_at")
    Instant usedAt;

    int deeds;

    @Column(name = "deeds_since")
    Instant deedsSince;

    /** Counts one more, if it may be. @return zero, or how long that has to wait */
    Duration count(Instant now) {
        if (deedsSince == null || !now.isBefore(deedsSince.plus(PERIOD))) {
            deedsSince = now;
            deeds = 0;
        }
        if (deeds >= ConnectLinks.MOST_DEEDS) {
            return Duration.between(now, deedsSince.plus(PERIOD));
        }
        deeds++;
        return Duration.ZERO;
    }

    ConnectLink link(Instant now) {
        return new ConnectLink(
                id, new TenantId(tenant), state(now), createdAt, expiresAt, revokedAt, verification, savedAt, usedAt);
    }

    private LinkState state(Instant now) {
        if (revokedAt != null) {
            return LinkState.REVOKED;
        }
        if (!now.isBefore(expiresAt)) {
            return LinkState.EXPIRED;
        }
        return usedAt == null ? LinkState.OPEN : LinkState.USED;
    }
}
