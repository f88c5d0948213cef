package io.coupabridge.token.rejection;

import io.coupabridge.contracts.TokenRejected;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.time.Instant;

/** A token that Coupa rejected while it was the current one. */
@Entity
@Table(name = "token_rejection")
@IdClass(RejectionRow.Key.class)
class RejectionRow {

    /** One version of a tenant's and task's token. */
    record Key(String tenant, String task, long tokenVersion) implements Serializable {

        static Key of(TokenRejected rejected) {
            return new Key(rejected.tenantId().value(), rejected.task().name(), rejected.tokenVersion());
        }
    }

    @Id
    String tenant;

    @Id
    String task;

    @Id
    @Column(name = "token_version")
    long tokenVersion;

    @Column(name = "rejected_at")
    Instant rejectedAt;
}
