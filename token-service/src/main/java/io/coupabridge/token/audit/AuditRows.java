package io.coupabridge.token.audit;

import io.quarkus.hibernate.orm.panache.PanacheRepository;
import jakarta.enterprise.context.ApplicationScoped;

/** The stored audit trail. */
@ApplicationScoped
class AuditRows implements PanacheRepository<AuditRow> {}
