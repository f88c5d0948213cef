package io.coupabridge.runtime.connection;

import io.coupabridge.client.address.BaseUrlRules;
import io.coupabridge.contracts.ConnectionEvent;
import io.coupabridge.contracts.TokenEvent;
import io.coupabridge.runtime.configuration.RuntimeConfig;
import io.coupabridge.runtime.handler.TaskHandler;
import io.coupabridge.runtime.ledger.TestStores;
import io.coupabridge.secrets.Sealer;
import java.time.Clock;

/** What a ledger knows of connections and tokens, wired without Quarkus. */
public final class TestConnections {

    private final TestStores stores;
    private final ConnectionStore connections;

    public TestConnections(TestStores stores) {
        this.stores = stores;
        this.connections = new ConnectionStore(stores.database);
    }

    public void store(ConnectionEvent event) {
        connections.store(event);
    }

    public void store(TokenEvent event) {
        connections.store(event);
    }

    /** Rules that go by what is stored here. */
    public AccessRules rules(
            Sealer sealer, BaseUrlRules addresses, RuntimeConfig config, TaskHandler handler, Clock clock) {
        RefusedAddresses refused = new RefusedAddresses(connections, clock);
        return new AccessRules(connections, stores.erasures, sealer, addresses, refused, config, handler, clock);
    }
}
