package io.coupabridge.token.scenario;

import io.coupabridge.simulator.CoupaInstance;
import io.coupabridge.simulator.CoupaSimulator;
import io.coupabridge.simulator.InstanceSpec;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Set;
import java.util.UUID;

/** Simulated Coupas at origins that the service under test allows. */
public final class Coupas {

    public static final String ROSTER = "core.user.read";
    public static final String EXPENSE = "core.expense.read";

    private static final CoupaSimulator SIMULATOR = CoupaSimulator.start();
    private static final Iterator<String> PORTS =
            Arrays.asList(System.getProperty(TokenServiceResource.PORTS).split(",")).iterator();

    private Coupas() {}

    /** A fresh instance with a few records and no client. */
    public static synchronized CoupaInstance instance() {
        while (true) {
            int port = Integer.parseInt(PORTS.next());
            try {
                return SIMULATOR.instance(
                        "coupa-" + UUID.randomUUID(),
                        InstanceSpec.defaults().port(port).users(5).expenseLines(10));
            } catch (UncheckedIOException taken) {
                // by a test class before this one
                continue;
            }
        }
    }

    /** A fresh instance with the client {@code client} / {@code secret-…} that has both scopes. */
    public static CoupaInstance withClient() {
        return withClient(Set.of(ROSTER, EXPENSE));
    }

    public static CoupaInstance withClient(Set<String> scopes) {
        CoupaInstance instance = instance();
        instance.client("client", secret(instance), scopes);
        return instance;
    }

    /** The secret of an instance's client {@code client}. */
    public static String secret(CoupaInstance instance) {
        return "secret-of-" + instance.name();
    }
}
