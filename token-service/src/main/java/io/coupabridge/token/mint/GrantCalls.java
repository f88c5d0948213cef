package io.coupabridge.token.mint;

import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.token.connection.ConnectionRow;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** The log of grant calls, which keeps a dead credential at ten calls in any 24 hours, whatever causes them (promise 8). */
@ApplicationScoped
public class GrantCalls {

    static final int LIMIT = 10;
    static final Duration WINDOW = Duration.ofHours(24);

    private static final String REFUSED = "REFUSED";

    private final EntityManager entities;
    private final InstantSource clock;

    GrantCalls(EntityManager entities, InstantSource clock) {
        this.entities = entities;
        this.clock = clock;
    }

    /**
     * Until when the credential must be left alone; empty when it may be asked with. The caller holds the connection's
     * lock.
     */
    @Transactional(TxType.MANDATORY)
    public Optional<Instant> leftAloneUntil(ConnectionRow connection) {
        if (connection.deadSince == null) {
            return Optional.empty();
        }
        List<?> calls = entities.createNativeQuery(
                        "select called_at from grant_call where tenant = :tenant and credential_version = :credential"
                                + " and called_at > :from"
                                + " and (outcome is null or outcome = 'REFUSED' or called_at >= :deadSince)"
                                + " order by called_at desc",
                        Instant.class)
                .setParameter("tenant", connection.tenant)
                .setParameter("credential", connection.credentialVersion)
                .setParameter("from", clock.instant().minus(WINDOW))
                .setParameter("deadSince", connection.deadSince)
                .setMaxResults(LIMIT)
                .getResultList();
        return calls.size() < LIMIT ? Optional.empty() : Optional.of(((Instant) calls.get(LIMIT - 1)).plus(WINDOW));
    }

    /** Writes down a call before it is made, so that it counts even if we die over it. */
    @Transactional(TxType.MANDATORY)
    long begin(TenantId tenant, Task task, long credentialVersion) {
        Object id = entities.createNativeQuery(
                        "insert into grant_call (tenant, task, credential_version, called_at)"
                                + " values (:tenant, :task, :credential, :now) returning id",
                        Long.class)
                .setParameter("tenant", tenant.value())
                .setParameter("task", task.name())
                .setParameter("credential", credentialVersion)
                .setParameter("now", clock.instant())
                .getSingleResult();
        return ((Number) id).longValue();
    }

    @Transactional(TxType.MANDATORY)
    void end(long callId, String outcome) {
        entities.createNativeQuery("update grant_call set outcome = :outcome where id = :id")
                .setParameter("outcome", outcome)
                .setParameter("id", callId)
                .executeUpdate();
    }

    /** The outcome of a call that Coupa refused because of the credential. */
    static String refused() {
        return REFUSED;
    }

    /** Nothing was sent after all. */
    @Transactional(TxType.MANDATORY)
    void withdraw(long callId) {
        entities.createNativeQuery("delete from grant_call where id = :id")
                .setParameter("id", callId)
                .executeUpdate();
    }

    /** Deletes what no rule looks at any more. */
    @Transactional
    public int forgetOld() {
        return entities.createNativeQuery("delete from grant_call where called_at < :before")
                .setParameter("before", clock.instant().minus(WINDOW))
                .executeUpdate();
    }
}
