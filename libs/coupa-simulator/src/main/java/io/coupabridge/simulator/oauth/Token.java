package io.coupabridge.simulator.oauth;

import java.time.Instant;
import java.util.Set;

/** An access token that was minted. Its text form leaves the secret part out. */
public final class Token {

    private final String value;
    private final String clientId;
    private final Set<String> scopes;
    private final Instant issuedAt;
    private final Instant expiresAt;
    private volatile boolean revoked;

    Token(String value, String clientId, Set<String> scopes, Instant issuedAt, Instant expiresAt) {
        this.value = value;
        this.clientId = clientId;
        this.scopes = Set.copyOf(scopes);
        this.issuedAt = issuedAt;
        this.expiresAt = expiresAt;
    }

    public String value() {
        return value;
    }

    public String clientId() {
        return clientId;
    }

    public Set<String> scopes() {
        return scopes;
    }

    public Instant issuedAt() {
        return issuedAt;
    }

    public Instant expiresAt() {
        return expiresAt;
    }

    public boolean isRevoked() {
        return revoked;
    }

    void revoke() {
        revoked = true;
    }

    @Override
    public String toString() {
        return "Token[client=" + clientId + ", scopes=" + scopes + ", issuedAt=" + issuedAt + "]";
    }
}
