package io.coupabridge.token.mint;

import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.secrets.Secret;
import io.coupabridge.token.connection.ConnectionRow;
import io.coupabridge.token.credential.Fingerprints;
import io.coupabridge.token.grant.GrantResult;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The log of grant calls, which keeps a dead credential at ten calls in any 24 hours, whatever causes them (promise 8). It
 * knows a credential by what it is and not by the row that holds it, so that deleting it and saving it again, or saving
 * another in between, begins nothing anew; and another one is never kept waiting for it.
 */
@ApplicationScoped
public class GrantCalls {

    /** How many calls are made in any 24 hours with a credential, or for a task, that Coupa refuses. */
    public static final int LIMIT = 10;

    static final Duration WINDOW = Duration.ofHours(24);

    private final EntityManager entities;
    private final Fingerprints fingerprints;
    private final InstantSource clock;

    GrantCalls(EntityManager entities, Fingerprints fingerprints, InstantSource clock) {
        this.entities = entities;
        this.fingerprints = fingerprints;
        this.clock = clock;
    }

    /** How a call ended, as far as that tells of the credential. */
    enum Outcome {
        /** Coupa accepted the credential. */
        GRANTED,
        /** Coupa accepted the credential, but not for this scope, or refused the task what it granted the token for. */
        SCOPE_REFUSED,
        /** Coupa refused it without saying whether for the credential or for the scope. */
        UNEXPLAINED,
        /** Coupa refused the credential. */
        REFUSED,
        /** Coupa said nothing of the credential. */
        UNAVAILABLE;

        static Outcome of(GrantResult.Refusal refusal) {
            return switch (refusal) {
                case INVALID_CLIENT, GRANT_NOT_ALLOWED -> REFUSED;
                case INVALID_SCOPE -> SCOPE_REFUSED;
                case UNEXPLAINED, INVALID_REQUEST -> UNEXPLAINED;
            };
        }

        static Outcome of(GrantResult.Outage outage) {
            return outage == GrantResult.Outage.TOKEN_TOO_SHORT ? GRANTED : UNAVAILABLE;
        }

        private boolean accepts() {
            return this == GRANTED || this == SCOPE_REFUSED;
        }

        private boolean refuses() {
            return this == REFUSED || this == UNEXPLAINED;
        }
    }

    /**
     * Until when the credential must be left alone; empty when it may be asked with. The caller holds the connection's
     * lock.
     *
     * @param secret of the row's address and client, whether it is stored or not
     */
    @Transactional(TxType.MANDATORY)
    public Optional<Instant> leftAloneUntil(ConnectionRow connection, Secret secret) {
        List<Instant> counted = counted(calls(connection, secret));
        return counted.size() < LIMIT
                ? Optional.empty()
                : Optional.of(counted.get(LIMIT - 1).plus(WINDOW));
    }

    /** Writes down a call before it is made, so that it counts even if we die over it. */
    @Transactional(TxType.MANDATORY)
    long begin(ConnectionRow connection, Task task, Secret secret) {
        Object id = entities.createNativeQuery(
                        "insert into grant_call (tenant, task, sealed_fingerprint, called_at)"
                                + " values (:tenant, :task, :fingerprint, :now) returning id",
                        Long.class)
                .setParameter("tenant", connection.tenant)
                .setParameter("task", task.name())
                .setParameter("fingerprint", fingerprints.sealed(connection, secret))
                .setParameter("now", clock.instant())
                .getSingleResult();
        return ((Number) id).longValue();
    }

    @Transactional(TxType.MANDATORY)
    void end(long callId, Outcome outcome) {
        entities.createNativeQuery("update grant_call set outcome = :outcome where id = :id")
                .setParameter("outcome", outcome.name())
                .setParameter("id", callId)
                .executeUpdate();
    }

    /** Nothing was sent after all. */
    @Transactional(TxType.MANDATORY)
    void withdraw(long callId) {
        entities.createNativeQuery("delete from grant_call where id = :id")
                .setParameter("id", callId)
                .executeUpdate();
    }

    /**
     * Coupa refuses the task. So a last call that it refused without a reason was refused for the scope, and says nothing
     * against the credential.
     */
    @Transactional(TxType.MANDATORY)
    void taskRefused(TenantId tenant, Task task) {
        entities.createNativeQuery("update grant_call set outcome = 'SCOPE_REFUSED'"
                        + " where id = (select max(id) from grant_call where tenant = :tenant and task = :task)"
                        + " and outcome in ('UNEXPLAINED', 'GRANTED')")
                .setParameter("tenant", tenant.value())
                .setParameter("task", task.name())
                .executeUpdate();
    }

    /** How many calls of the last 24 hours ended with the refusal of one of these tasks, or have no known end. */
    @Transactional(TxType.MANDATORY)
    public int refused(TenantId tenant, Collection<Task> tasks) {
        Object count = entities.createNativeQuery("select count(*) from grant_call"
                        + " where tenant = :tenant and task in (:tasks) and called_at > :from"
                        + " and (outcome is null or outcome not in ('GRANTED', 'UNAVAILABLE'))")
                .setParameter("tenant", tenant.value())
                .setParameter("tasks", tasks.stream().map(Task::name).toList())
                .setParameter("from", clock.instant().minus(WINDOW))
                .getSingleResult();
        return ((Number) count).intValue();
    }

    /** Seals the tenant's fingerprints with the primary key where another one has sealed them; says how many. */
    @Transactional
    public int reseal(TenantId tenant) {
        List<?> rows = entities.createNativeQuery(
                        "select id, sealed_fingerprint from grant_call"
                                + " where tenant = :tenant and sealed_fingerprint is not null",
                        Object[].class)
                .setParameter("tenant", tenant.value())
                .getResultList();
        int resealed = 0;
        for (Object row : rows) {
            Object[] call = (Object[]) row;
            Optional<String> fingerprint = fingerprints.resealed(tenant, (String) call[1]);
            if (fingerprint.isPresent()) {
                resealed += entities.createNativeQuery(
                                "update grant_call set sealed_fingerprint = :fingerprint where id = :id")
                        .setParameter("fingerprint", fingerprint.get())
                        .setParameter("id", call[0])
                        .executeUpdate();
            }
        }
        return resealed;
    }

    /** Deletes what no rule looks at any more. */
    @Transactional
    public int forgetOld() {
        return entities.createNativeQuery("delete from grant_call where called_at < :before")
                .setParameter("before", clock.instant().minus(WINDOW))
                .executeUpdate();
    }

    /** The calls with this credential in the last 24 hours, the newest first. */
    private List<Call> calls(ConnectionRow connection, Secret secret) {
        List<?> rows = entities.createNativeQuery(
                        "select sealed_fingerprint, called_at, outcome from grant_call"
                                + " where tenant = :tenant and called_at > :from"
                                + " and exists (select 1 from grant_call r where r.tenant = :tenant and r.called_at > :from"
                                + " and r.outcome in ('REFUSED', 'UNEXPLAINED'))"
                                + " order by called_at desc, id desc",
                        Object[].class)
                .setParameter("tenant", connection.tenant)
                .setParameter("from", clock.instant().minus(WINDOW))
                .getResultList();
        return rows.stream()
                .map(Object[].class::cast)
                .filter(row -> fingerprints.isOf(connection, secret, (String) row[0]))
                .map(row -> new Call(
                        (Instant) row[1], Optional.ofNullable((String) row[2]).map(Outcome::valueOf)))
                .toList();
    }

    /**
     * Those that count against a dead credential, the newest first: none while Coupa's last word is not a refusal; else
     * every one from the first refusal since it was last accepted, and before that each that was refused or has no known
     * end.
     */
    private static List<Instant> counted(List<Call> newestFirst) {
        int alive = 0;
        int dead = -1;
        while (alive < newestFirst.size() && !newestFirst.get(alive).accepted()) {
            dead = newestFirst.get(alive).refused() ? alive : dead;
            alive++;
        }
        List<Instant> counted = new ArrayList<>();
        for (int i = 0; dead >= 0 && i < newestFirst.size(); i++) {
            Call call = newestFirst.get(i);
            if (i <= dead || call.outcome().filter(o -> o != Outcome.REFUSED).isEmpty()) {
                counted.add(call.at());
            }
        }
        return counted;
    }

    /** @param outcome empty while it is not known */
    private record Call(Instant at, Optional<Outcome> outcome) {

        boolean accepted() {
            return outcome.filter(Outcome::accepts).isPresent();
        }

        boolean refused() {
            return outcome.filter(Outcome::refuses).isPresent();
        }
    }
}
