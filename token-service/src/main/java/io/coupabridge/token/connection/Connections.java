package io.coupabridge.token.connection;

import io.coupabridge.contracts.ConnectionEvent;
import io.coupabridge.contracts.ConnectionState;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.edge.trail.Trail;
import io.coupabridge.token.outbox.Outbox;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The connections and their only way to change: under the row's lock, with the version counted up and the event written in
 * the same transaction if something changed that readers see. Without a change, that is done only for who asks to have it
 * published again. So the events of a tenant, read in order, always give the stored connection.
 */
@ApplicationScoped
public class Connections {

    private final ConnectionRows rows;
    private final Ceilings ceilings;
    private final Outbox outbox;
    private final Trail trail;
    private final InstantSource clock;

    Connections(ConnectionRows rows, Ceilings ceilings, Outbox outbox, Trail trail, InstantSource clock) {
        this.rows = rows;
        this.ceilings = ceilings;
        this.outbox = outbox;
        this.trail = trail;
        this.clock = clock;
    }

    /** A copy of no use for changes. */
    @Transactional
    public Optional<ConnectionRow> find(TenantId tenant) {
        return rows.findByIdOptional(tenant.value());
    }

    /** Some tenants of whom Coupa accepts the credential and has refused a task since before that; the longest first. */
    @Transactional
    public List<TenantId> refused(Instant before, int limit) {
        return rows.refused(before, limit).stream().map(TenantId::new).toList();
    }

    @Transactional
    public Map<ConnectionState, Long> countByState() {
        return rows.countByState();
    }

    /** Makes the tenant's row if there is none, as yet without a credential and not published. */
    @Transactional(TxType.MANDATORY)
    public void ensure(TenantId tenant) {
        rows.getEntityManager()
                .createNativeQuery(
                        "insert into connection (tenant, version, state, message, cause, request_ceiling, credential_kind,"
                                + " credential_version, verification, verification_ended, created_at, changed_at)"
                                + " values (:tenant, 0, 'DISCONNECTED', 'Not connected yet.', 'SAVED', :ceiling, 'NONE',"
                                + " 0, 0, 0, :now, :now) on conflict do nothing")
                .setParameter("tenant", tenant.value())
                .setParameter("ceiling", ceilings.of(tenant))
                .setParameter("now", now())
                .executeUpdate();
    }

    /**
     * Changes a connection under its lock, and publishes the change if readers can see it.
     *
     * @param cause what brings it about, in upper case
     * @return the row after the change; empty when there is none
     */
    @Transactional(TxType.REQUIRED)
    public Optional<ConnectionRow> change(TenantId tenant, String cause, Consumer<ConnectionRow> change) {
        Optional<ConnectionRow> locked = rows.lock(tenant);
        locked.ifPresent(row -> {
            Transitions transitions = new Transitions(trail, row);
            change.accept(row);
            if (row.state != transitions.before().state()) {
                row.entered(now());
            }
            if (!visible(transitions.before()).equals(visible(row.event()))) {
                publishAgain(row, cause);
            }
            transitions.write(cause);
        });
        return locked;
    }

    /**
     * Publishes the connection with a new version although nothing has changed, so that readers have it whatever stands on
     * the topic; within {@link #change}.
     */
    @Transactional(TxType.MANDATORY)
    public void publishAgain(ConnectionRow row, String cause) {
        row.version++;
        row.cause = cause;
        row.changedAt = now();
        outbox.add(row.event());
    }

    /** The row, as it is now and ours until the transaction ends; for what changes beside it. */
    @Transactional(TxType.MANDATORY)
    public Optional<ConnectionRow> lock(TenantId tenant) {
        return rows.lock(tenant);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private static ConnectionEvent visible(ConnectionEvent event) {
        return new ConnectionEvent(
                event.tenantId(),
                0,
                event.state(),
                event.reason(),
                event.message(),
                null,
                event.baseUrl(),
                event.clientId(),
                event.requestCeiling(),
                event.tasks(),
                event.warning(),
                event.erasedVersion(),
                null);
    }
}
