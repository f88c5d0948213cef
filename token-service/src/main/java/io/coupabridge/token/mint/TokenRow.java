package io.coupabridge.token.mint;

import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.contracts.TokenEvent;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.net.URI;
import java.time.Instant;

/** The current token of a tenant and task, encrypted as it is published, and who may replace it. */
@Entity
@Table(name = "token")
@IdClass(TokenRow.Key.class)
class TokenRow {

    /** Whether there is a token. */
    enum Status {
        NONE,
        ISSUED,
        REVOKED
    }

    /** One tenant and task, by its name. */
    record Key(String tenant, String task) implements Serializable {

        static Key of(TenantId tenant, Task task) {
            return new Key(tenant.value(), task.name());
        }
    }

    @Id
    String tenant;

    @Id
    String task;

    long version;

    @Enumerated(EnumType.STRING)
    Status status = Status.NONE;

    boolean published;

    @Column(name = "connection_version")
    long connectionVersion;

    @Column(name = "credential_version")
    long credentialVersion;

    @Column(name = "base_url")
    String baseUrl;

    @Column(name = "sealed_token")
    String sealedToken;

    @Column(name = "usable_from")
    Instant usableFrom;

    @Column(name = "expires_at")
    Instant expiresAt;

    @Column(name = "renew_at")
    Instant renewAt;

    int failures;

    @Column(name = "claim_epoch")
    long claimEpoch;

    @Column(name = "claimed_until")
    Instant claimedUntil;

    TokenRow() {}

    TokenRow(TenantId tenant, Task task) {
        this.tenant = tenant.value();
        this.task = task.name();
    }

    Task task() {
        return Task.of(task);
    }

    boolean isIssued() {
        return status == Status.ISSUED;
    }

    /** The token as it is published. */
    TokenEvent issued(int ceiling) {
        return new TokenEvent(
                TokenEvent.Status.ISSUED,
                new TenantId(tenant),
                task(),
                version,
                connectionVersion,
                URI.create(baseUrl),
                usableFrom,
                expiresAt,
                ceiling,
                sealedToken);
    }

    /** That there is none any more. */
    TokenEvent revoked(int ceiling) {
        return new TokenEvent(
                TokenEvent.Status.REVOKED,
                new TenantId(tenant),
                task(),
                version,
                connectionVersion,
                null,
                null,
                null,
                ceiling,
                null);
    }
}
