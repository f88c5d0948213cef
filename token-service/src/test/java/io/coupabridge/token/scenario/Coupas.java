package io.coupabridge.token.scenario;

import io.coupabridge.simulator.CoupaInstance;
import io.coupabridge.simulator.CoupaSimulator;
import io.coupabridge.simulator.InstanceSpec;
import io.coupabridge.testing.scenario.SimulatorOrigins;
import java.util.Set;
import java.util.UUID;

/** Simulated Coupas at origins that the service under test allows. */
public final class Coupas {

    public static final String ROSTER = "core.user.read";
    public static final String EXPENSE = "core.expense.read";

    private static final CoupaSimulator SIMULATOR = CoupaSimulator.start();

    private Coupas() {}

    /** A fresh instance with a few records and no client. */
    public static CoupaInstance instance() {
        return SIMULATOR.instance(
                "coupa-" + UUID.randomUUID(),
                InstanceSpec.defaults()
                        .port(SimulatorOrigins.nextPort())
                        .users(5)
                        .expenseLines(10));
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
