package io.coupabridge.token.link;

import io.coupabridge.contracts.TenantId;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** A connect link as it is stored. It changes under its own lock, and what saves by it under that of the connection before. */
@Entity
@Table(name = "connect_link")
class ConnectLinkRow {

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
