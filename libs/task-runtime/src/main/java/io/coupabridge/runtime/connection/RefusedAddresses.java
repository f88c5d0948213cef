package io.coupabridge.runtime.connection;

import io.coupabridge.contracts.ConnectionState;
import io.coupabridge.contracts.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiPredicate;
import org.jboss.logging.Logger;

/**
 * The addresses of Coupa instances that this replica does not allow, though tenants are connected there. Either it is set up
 * otherwise than token-service, or nobody allows the address any more. Nothing is sent against this replica's own rules.
 * Thread-safe.
 */
@ApplicationScoped
class RefusedAddresses {

    private static final Logger LOG = Logger.getLogger(RefusedAddresses.class);

    /** More need not be named. */
    private static final int MOST = 20;

    /** As long as an operator, or what replaces replicas one by one, needs to see it. */
    private static final Duration LATELY = Duration.ofMinutes(2);

    private final BiPredicate<URI, TenantId> inUse;
    private final Clock clock;

    /** Settings do not change while a process lives, so that its first refusal tells all about them. Null before that. */
    private final AtomicReference<Instant> first = new AtomicReference<>();

    /** Each with a tenant whose instance is there. */
    private final Map<URI, TenantId> refused = new ConcurrentHashMap<>();

    @Inject
    RefusedAddresses(ConnectionStore store, Clock clock) {
        this((address, tenant) -> inUse(store, address, tenant), clock);
    }

    RefusedAddresses(BiPredicate<URI, TenantId> inUse, Clock clock) {
        this.inUse = inUse;
        this.clock = clock;
    }

    /** One that token-service refuses as well is no fault of this replica's settings. */
    private static boolean inUse(ConnectionStore store, URI address, TenantId tenant) {
        return store.connection(tenant)
                .filter(connection -> connection.state() != ConnectionState.DISCONNECTED)
                .filter(connection -> !"ADDRESS_NOT_ALLOWED".equals(connection.reason()))
                .filter(connection -> address.equals(connection.baseUrl()))
                .isPresent();
    }

    /** @return what an operator has to do, in a sentence */
    String refuse(URI address, TenantId tenant) {
        String todo = todo(address);
        first.compareAndSet(null, clock.instant());
        if (refused.size() < MOST && refused.put(address, tenant) == null) {
            LOG.errorf("Runs of tenant %s are left to other replicas. %s", tenant, todo);
        }
        return todo;
    }

    /** Forgets the addresses that are not in use any more. */
    void look() {
        refused.entrySet().removeIf(each -> !inUse.test(each.getKey(), each.getValue()));
    }

    /** Sentences about the addresses that were in use at the last look. Waits for nobody. */
    Set<String> todo() {
        Set<String> todo = new TreeSet<>();
        refused.keySet().forEach(address -> todo.add(todo(address)));
        return todo;
    }

    /** Whether this replica refused its first address a short while ago. */
    boolean begunLately() {
        Instant since = first.get();
        return since != null && clock.instant().isBefore(since.plus(LATELY));
    }

    private static String todo(URI address) {
        boolean usual = "https".equals(address.getScheme()) && address.getPort() < 0;
        return "Coupa at " + address.getScheme() + "://" + address.getHost()
                + (address.getPort() < 0 ? "" : ":" + address.getPort())
                + " is not allowed by this replica. Set "
                + (usual
                        ? "COUPABRIDGE_ALLOWED_SUFFIXES and COUPABRIDGE_ALLOWED_ORIGINS"
                        : "COUPABRIDGE_ALLOWED_ORIGINS")
                + " as for token-service.";
    }
}
