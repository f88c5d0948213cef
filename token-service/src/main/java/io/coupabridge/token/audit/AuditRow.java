package io.coupabridge.token.audit;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** What was done to a tenant's connection, by whom, and when. */
@Entity
@Table(name = "audit_entry")
class AuditRow {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    Long id;

    String tenant;
    Instant at;
    String actor;
    String action;
    String detail;
}
