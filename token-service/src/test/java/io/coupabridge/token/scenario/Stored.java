package io.coupabridge.token.scenario;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.util.List;

/** Looks into the service's database past its own code. */
@ApplicationScoped
public class Stored {

    private final EntityManager entities;

    Stored(EntityManager entities) {
        this.entities = entities;
    }

    @Transactional
    public String sealedCredential(String tenant) {
        return (String) entities.createNativeQuery(
                        "select sealed_credential from connection where tenant = :tenant", String.class)
                .setParameter("tenant", tenant)
                .getSingleResult();
    }

    @Transactional
    public long tokenVersion(String tenant, String task) {
        return ((Number) entities.createNativeQuery("select version from token where tenant = :tenant and task = :task")
                        .setParameter("tenant", tenant)
                        .setParameter("task", task)
                        .getSingleResult())
                .longValue();
    }

    /** As if a wake-up had got lost. */
    @Transactional
    public void unscheduleRenewals(String tenant) {
        entities.createNativeQuery("delete from scheduled_tasks where task_instance like :instances")
                .setParameter("instances", tenant + "/%")
                .executeUpdate();
    }

    @Transactional
    public long outboxSize() {
        return ((Number) entities.createNativeQuery("select count(*) from outbox")
                        .getSingleResult())
                .longValue();
    }

    /** Every column of every row of every table of this service, as text. */
    @Transactional
    public String everything() {
        StringBuilder all = new StringBuilder();
        for (String table : List.of(
                "connection",
                "connection_task",
                "request_ceiling",
                "token",
                "grant_call",
                "token_rejection",
                "outbox",
                "audit_entry",
                "scheduled_tasks")) {
            List<?> rows = entities.createNativeQuery("select cast(t as text) from " + table + " t", String.class)
                    .getResultList();
            rows.forEach(row -> all.append(row).append('\n'));
        }
        return all.toString();
    }
}
