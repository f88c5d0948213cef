package io.coupabridge.token.connection;

import io.coupabridge.contracts.ConnectionEvent;
import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TaskAccess.Verdict;
import io.coupabridge.edge.trail.Detail;
import io.coupabridge.edge.trail.Trail;
import io.coupabridge.edge.trail.Who;
import io.coupabridge.token.connection.ConnectionRow.CredentialKind;
import java.time.Instant;
import java.util.Objects;
import org.jboss.logging.Logger;

/** What a change did to a connection, for its trail: what it was before is kept, and compared. */
final class Transitions {

    private static final Logger LOG = Logger.getLogger(Transitions.class);

    private final Trail trail;
    private final ConnectionRow row;
    private final ConnectionEvent before;
    private final CredentialKind kind;
    private final long credentialVersion;
    private final Instant deadSince;

    /** @param row as it is before the change */
    Transitions(Trail trail, ConnectionRow row) {
        this.trail = trail;
        this.row = row;
        this.before = row.event();
        this.kind = row.credentialKind;
        this.credentialVersion = row.credentialVersion;
        this.deadSince = row.deadSince;
    }

    ConnectionEvent before() {
        return before;
    }

    /** @param cause what brought the change about */
    void write(String cause) {
        writeCredential(cause);
        writeState(cause);
        ConnectionEvent after = row.event();
        for (Task task : Task.all()) {
            Verdict was = before.access(task).verdict();
            Verdict is = after.access(task).verdict();
            if (was != is) {
                append("VERDICT_CHANGED", change(was, is, cause).with("task", task.name()));
            }
        }
    }

    private void writeCredential(String cause) {
        Detail detail = Detail.of("credentialVersion", row.credentialVersion).with("cause", cause);
        if (kind != CredentialKind.NONE && row.credentialKind == CredentialKind.NONE) {
            append("CREDENTIAL_ERASED", detail);
        } else if (credentialVersion != row.credentialVersion && row.credentialKind != CredentialKind.NONE) {
            append("CREDENTIAL_REPLACED", detail.with("kind", row.credentialKind));
        } else if (deadSince == null && row.deadSince != null) {
            append("CREDENTIAL_REFUSED", detail);
        } else if (deadSince != null && row.deadSince == null) {
            append("CREDENTIAL_ACCEPTED", detail);
        }
    }

    private void writeState(String cause) {
        if (before.state() != row.state || !Objects.equals(before.reason(), row.reason)) {
            append("STATE_CHANGED", change(before.state(), row.state, cause).with("reason", row.reason));
            LOG.infof(
                    "The connection of %s went from %s to %s%s by %s",
                    row.tenant, before.state(), row.state, row.reason == null ? "" : " (" + row.reason + ")", cause);
        }
    }

    private Detail change(Enum<?> from, Enum<?> to, String cause) {
        return Detail.of("from", from).with("to", to).with("cause", cause).with("connectionVersion", row.version);
    }

    private void append(String action, Detail detail) {
        trail.append(row.tenantId(), Who.SERVICE, action, detail);
    }
}
