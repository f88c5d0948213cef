package io.coupabridge.token.admin;

import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TaskAccess;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.token.connection.ConnectionRow;
import io.coupabridge.token.connection.Connections;
import io.coupabridge.token.mint.TokenState;
import io.coupabridge.token.mint.Tokens;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Shows connections. */
@ApplicationScoped
class ConnectionViews {

    private final Connections connections;
    private final Tokens tokens;

    ConnectionViews(Connections connections, Tokens tokens) {
        this.connections = connections;
        this.tokens = tokens;
    }

    @Transactional
    Optional<ConnectionView> find(TenantId tenant) {
        return connections.find(tenant).map(this::view);
    }

    /** Empty until the verification of that number, or a later one, has ended. */
    @Transactional
    Optional<ConnectionView> verdict(TenantId tenant, long verification) {
        return connections
                .find(tenant)
                .filter(c -> c.verificationEnded >= verification)
                .map(this::view);
    }

    @Transactional
    ConnectionView view(ConnectionRow row) {
        Map<Task, ConnectionView.TaskView> tasks = new LinkedHashMap<>();
        for (Task task : Task.all()) {
            tasks.put(task, task(row, task));
        }
        return new ConnectionView(
                row.tenant,
                row.version,
                row.state,
                row.reason,
                row.message,
                row.baseUrl,
                row.clientId,
                row.requestCeiling,
                row.isVerifying(),
                tasks,
                row.event().warning(),
                row.verifiedAt,
                row.nextAttemptAt,
                row.changedAt);
    }

    private ConnectionView.TaskView task(ConnectionRow row, Task task) {
        TaskAccess access = row.access(task);
        Optional<TokenState> token = tokens.find(row.tenantId(), task).filter(t -> t.issued() && t.published());
        return new ConnectionView.TaskView(
                access.verdict(),
                access.message(),
                access.foundAt(),
                task.scope(),
                token.map(TokenState::expiresAt).orElse(null),
                token.map(TokenState::renewAt).orElse(null));
    }
}
