package io.coupabridge.console.connection;

import io.coupabridge.console.database.ConsoleDatabase;
import io.coupabridge.console.json.Texts;
import io.coupabridge.contracts.ConnectionEvent;
import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TaskAccess;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.edge.access.UnknownTenant;
import io.quarkiverse.resteasy.problem.HttpProblem;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.Set;

/** The connections as token-service told of them last. Thread-safe. */
@Singleton
public class KnownConnections {

    /** Of a connection whose credential is an API key. */
    private static final Set<String> LEGACY = Set.of("API_KEY_RETIRED", "API_KEY_NOT_USED");

    private final ConsoleDatabase database;

    KnownConnections(ConsoleDatabase database) {
        this.database = database;
    }

    public Optional<ConnectionEvent> find(TenantId tenant) {
        return database.one(
                "select event from connection where tenant = ?",
                row -> Texts.read(row.getString(1), ConnectionEvent.class),
                tenant.value());
    }

    /** @throws HttpProblem when nobody has told of this tenant */
    public ConnectionEvent known(TenantId tenant) {
        return find(tenant).orElseThrow(() -> UnknownTenant.problem(tenant));
    }

    /** @return false when this version or a newer one is there already */
    boolean store(ConnectionEvent event) {
        boolean legacy = event.reason() != null && LEGACY.contains(event.reason());
        int stored = database.update(
                """
                insert into connection as known (tenant, version, state, reason, message, host, since, legacy, event)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?)
                on conflict (tenant) do update set version = excluded.version, state = excluded.state,
                    reason = excluded.reason, message = excluded.message, host = excluded.host, event = excluded.event,
                    legacy = (known.legacy or excluded.legacy) and excluded.state <> 'DISCONNECTED',
                    since = case when known.state = excluded.state then known.since else excluded.since end
                where known.version < excluded.version
                """,
                event.tenantId().value(),
                event.version(),
                event.state(),
                event.reason(),
                event.message(),
                event.baseUrl() == null ? null : event.baseUrl().getHost(),
                event.changedAt(),
                legacy,
                Texts.of(event));
        if (stored == 1) {
            Task.all().forEach(task -> store(event, task));
        }
        return stored == 1;
    }

    private void store(ConnectionEvent event, Task task) {
        TaskAccess access = event.access(task);
        database.update(
                """
                insert into task_verdict as known (tenant, task, verdict, message, since) values (?, ?, ?, ?, ?)
                on conflict (tenant, task) do update set verdict = excluded.verdict, message = excluded.message,
                    since = case when known.verdict = excluded.verdict then known.since else excluded.since end
                """,
                event.tenantId().value(),
                task.name(),
                access.verdict() == null ? TaskAccess.Verdict.UNKNOWN : access.verdict(),
                access.message(),
                event.changedAt());
    }

    /** @return whether everything from before is to go, and was not yet */
    boolean erase(ConnectionEvent event) {
        return event.erasedVersion() != null
                && database.update(
                                "update connection set erased = ?, legacy = false where tenant = ? and erased < ?",
                                event.erasedVersion(),
                                event.tenantId().value(),
                                event.erasedVersion())
                        == 1;
    }
}
