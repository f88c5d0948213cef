package io.coupabridge.token.admin;

import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TaskAccess;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.token.connection.Attention;
import io.coupabridge.token.connection.ConnectionRow;
import io.coupabridge.token.connection.Connections;
import io.coupabridge.token.mint.TokenState;
import io.coupabridge.token.mint.TokenStates;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Shows connections. */
@ApplicationScoped
class ConnectionViews {

    private final Connections connections;
    private final TokenStates tokens;
    private final InstantSource clock;

    ConnectionViews(Connections connections, TokenStates tokens, InstantSource clock) {
        this.connections = connections;
        this.tokens = tokens;
        this.clock = clock;
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

    /** In the order of the rows. */
    List<ConnectionView> of(List<ConnectionRow> rows) {
        Map<TenantId, Map<Task, TokenState>> known =
                tokens.of(rows.stream().map(ConnectionRow::tenantId).toList());
        return rows.stream()
                .map(row -> view(row, known.getOrDefault(row.tenantId(), Map.of())))
                .toList();
    }

    private ConnectionView view(ConnectionRow row) {
        return of(List.of(row)).get(0);
    }

    private ConnectionView view(ConnectionRow row, Map<Task, TokenState> known) {
        Map<Task, ConnectionView.TaskView> tasks = new LinkedHashMap<>();
        for (Task task : Task.all()) {
            tasks.put(task, task(row, task, Optional.ofNullable(known.get(task))));
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
                Attention.of(row, clock.instant()).stream()
                        .map(ConnectionView.AttentionView::of)
                        .toList(),
                row.verifiedAt,
                row.nextAttemptAt,
                row.changedAt);
    }

    private static ConnectionView.TaskView task(ConnectionRow row, Task task, Optional<TokenState> known) {
        TaskAccess access = row.access(task);
        Optional<TokenState> token = known.filter(t -> t.issued() && t.published());
        return new ConnectionView.TaskView(
                access.verdict(),
                access.message(),
                access.foundAt(),
                task.scope(),
                token.map(TokenState::expiresAt).orElse(null),
                token.map(TokenState::renewAt).orElse(null));
    }
}
