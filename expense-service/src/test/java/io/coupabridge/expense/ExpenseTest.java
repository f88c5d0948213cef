package io.coupabridge.expense;

import io.coupabridge.contracts.ExpenseDiscovery;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.secrets.Sealer;
import io.coupabridge.simulator.CoupaSimulator;
import io.coupabridge.testing.CoupaBridgeTestResource;
import io.coupabridge.testing.EventKeysets;
import io.coupabridge.testing.scenario.Platform;
import io.coupabridge.testing.scenario.SimulatorOrigins;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import java.nio.file.Path;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The service on a real broker, a real database and the simulator: a new tenant for each test. */
@QuarkusTestResource(
        value = CoupaBridgeTestResource.class,
        initArgs = @ResourceArg(name = "service", value = "expense"))
@QuarkusTestResource(SimulatorOrigins.class)
abstract class ExpenseTest {

    final TenantId tenant = new TenantId("e-" + UUID.randomUUID());

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    @ConfigProperty(name = "coupabridge.keysets.tokens")
    Path keyset;

    @ConfigProperty(name = "coupabridge.keysets.event-verification")
    Path eventKeyset;

    CoupaSimulator simulator;
    Platform platform;

    @BeforeEach
    void startSimulator() {
        simulator = CoupaSimulator.start();
        platform = new Platform(
                bootstrapServers,
                ExpenseDiscovery.TASK,
                Sealer.fromKeysetFile(keyset),
                EventKeysets.signerFor(eventKeyset));
    }

    @AfterEach
    void stopSimulator() {
        platform.close();
        simulator.close();
    }
}
