package io.coupabridge.token.verification;

import io.coupabridge.contracts.ConnectionState;
import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TaskAccess;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.token.connection.ConnectionRow;
import io.coupabridge.token.connection.ConnectionRow.CredentialKind;
import io.coupabridge.token.connection.ConnectionRow.DegradedBy;
import io.coupabridge.token.connection.Connections;
import io.coupabridge.token.mint.GrantCalls;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Looks again at what Coupa refused a task: an administrator may have added the scope since, or given a role back. How
 * often is bounded by the age of the verdict and by the ten calls a day of promise 8, so that nobody needs to be trusted
 * who asks for it.
 */
@ApplicationScoped
public class Rechecks {

    static final String CAUSE = "RECHECK";

    private static final Duration ON_DEMAND = Duration.ofMinutes(15);
    private static final Duration BY_ITSELF = Duration.ofDays(1);
    private static final int AT_ONCE = 200;

    private final Connections connections;
    private final Verifications verifications;
    private final GrantCalls calls;
    private final InstantSource clock;

    Rechecks(Connections connections, Verifications verifications, GrantCalls calls, InstantSource clock) {
        this.connections = connections;
        this.verifications = verifications;
        this.calls = calls;
        this.clock = clock;
    }

    /** A run waits for a task that may not run. Does nothing unless that was found longer ago than a quarter of an hour. */
    public void wanted(TenantId tenant, Task task) {
        Instant before = clock.instant().minus(ON_DEMAND);
        connections
                .find(tenant)
                .filter(connection -> isOld(connection, task, before))
                .ifPresent(connection -> recheck(tenant, before));
    }

    /** Looks again at some of the refusals that nothing has asked about for a day. */
    void lookAgain() {
        Instant before = clock.instant().minus(BY_ITSELF);
        connections.refused(before, AT_ONCE).forEach(tenant -> recheck(tenant, before));
    }

    private void recheck(TenantId tenant, Instant before) {
        connections.change(tenant, CAUSE, connection -> {
            Set<Task> refused = connection.wanted().stream()
                    .filter(task -> isOld(connection, task, before))
                    .collect(Collectors.toSet());
            if (!refused.isEmpty() && mayVerify(connection, refused)) {
                verifications.begin(connection, CAUSE, refused);
            }
        });
    }

    private boolean mayVerify(ConnectionRow connection, Set<Task> refused) {
        boolean works = connection.state == ConnectionState.ACTIVE
                // of the other outages verification is at it already
                || (connection.state == ConnectionState.DEGRADED && connection.degradedBy == DegradedBy.RENEWAL);
        return works
                && connection.credentialKind == CredentialKind.OAUTH2_CLIENT
                && !connection.isVerifying()
                && calls.refused(connection.tenantId(), refused) + refused.size() <= GrantCalls.LIMIT;
    }

    /** Those from before refusals were dated are old. */
    private static boolean isOld(ConnectionRow connection, Task task, Instant before) {
        TaskAccess access = connection.access(task);
        return access.verdict().refuses()
                && (access.foundAt() == null || access.foundAt().isBefore(before));
    }
}
