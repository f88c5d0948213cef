package io.coupabridge.console.connection;

import io.coupabridge.console.projection.Followed;
import io.coupabridge.contracts.ConnectionEvent;
import io.coupabridge.contracts.Topic;
import io.coupabridge.edge.trail.Trail;
import jakarta.enterprise.event.Event;
import jakarta.inject.Singleton;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Keeps {@code coupa.connections} in the database. A deleted connection keeps its version, so that no older event brings it back. */
@Singleton
class ConnectionProjection implements Followed {

    private final SignedConnections events;
    private final KnownConnections connections;
    private final Event<ConnectionChange> changes;
    private final Event<TenantForgotten> forgotten;
    private final Trail trail;

    ConnectionProjection(
            SignedConnections events,
            KnownConnections connections,
            Event<ConnectionChange> changes,
            Event<TenantForgotten> forgotten,
            Trail trail) {
        this.events = events;
        this.connections = connections;
        this.changes = changes;
        this.forgotten = forgotten;
        this.trail = trail;
    }

    @Override
    public Topic topic() {
        return Topic.CONNECTIONS;
    }

    @Override
    public void apply(ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null) {
            // an erased tenant's; it proves nothing, and what is gone was told by a signed event
            return;
        }
        ConnectionEvent event = events.read(record);
        if (!connections.store(event)) {
            return;
        }
        if (connections.erase(event)) {
            forgotten.fire(new TenantForgotten(event.tenantId()));
            trail.eraseOrigins(event.tenantId());
        }
        changes.fire(new ConnectionChange(event));
    }
}
