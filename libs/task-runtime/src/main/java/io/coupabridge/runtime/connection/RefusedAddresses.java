package io.coupabridge.runtime.connection;

import io.coupabridge.contracts.ConnectionState;
import io.coupabridge.contracts.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * The addresses of Coupa instances that token-service allows and this replica does not: it is set up in another way. Whether
 * an address is allowed is token-service's to decide, but nothing is sent against this replica's own rules. Thread-safe.
 */
@ApplicationScoped
class RefusedAddresses {

    private static final Logger LOG = Logger.getLogger(RefusedAddresses.class);

    /** More need not be named. */
    private static final int MOST = 20;

    private final ConnectionStore store;

    /** Each with a tenant whose instance is there. */
    private final Map<URI, TenantId> refused = new ConcurrentHashMap<>();

    RefusedAddresses(ConnectionStore store) {
        this.store = store;
    }

    /** @return what an operator has to do, in a sentence */
    String refuse(URI address, TenantId tenant) {
        String todo = todo(address);
        if (refused.size() < MOST && refused.put(address, tenant) == null) {
            LOG.errorf("Runs of tenant %s are left to other replicas. %s", tenant, todo);
        }
        return todo;
    }

    /** Sentences about the addresses that are still in use. */
    Set<String> todo() {
        refused.entrySet()
                .removeIf(each -> store.connection(each.getValue())
                        .filter(connection -> connection.state() != ConnectionState.DISCONNECTED)
                        .filter(connection -> each.getKey().equals(connection.baseUrl()))
                        .isEmpty());
        Set<String> todo = new TreeSet<>();
        refused.keySet().forEach(address -> todo.add(todo(address)));
        return todo;
    }

    private static String todo(URI address) {
        boolean usual = "https".equals(address.getScheme()) && address.getPort() < 0;
        return "Coupa at " + address.getScheme() + "://" + address.getHost()
                + (address.getPort() < 0 ? "" : ":" + address.getPort())
                + " is not allowed by this service, though by token-service. Set "
                + (usual
                        ? "COUPABRIDGE_ALLOWED_SUFFIXES and COUPABRIDGE_ALLOWED_ORIGINS"
                        : "COUPABRIDGE_ALLOWED_ORIGINS")
                + " as for token-service.";
    }
}
