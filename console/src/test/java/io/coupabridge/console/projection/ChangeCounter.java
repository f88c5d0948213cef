package io.coupabridge.console.projection;

import io.coupabridge.console.connection.ConnectionChange;
import io.coupabridge.console.run.RunChange;
import io.coupabridge.contracts.TenantId;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Counts what features are told of. */
@Singleton
public class ChangeCounter {

    private record Seen(TenantId tenant, String what) {}

    private final Queue<Seen> seen = new ConcurrentLinkedQueue<>();

    void connection(@Observes ConnectionChange change) {
        seen.add(new Seen(
                change.event().tenantId(), "connection " + change.event().version()));
    }

    void run(@Observes RunChange change) {
        seen.add(new Seen(change.event().tenantId(), "run " + change.event().sequence()));
    }

    List<String> of(TenantId tenant) {
        return seen.stream()
                .filter(one -> one.tenant().equals(tenant))
                .map(Seen::what)
                .toList();
    }
}
