package io.coupabridge.roster;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.DiscoveredUser;
import io.coupabridge.contracts.RunMode;
import io.coupabridge.contracts.TaskEvent;
import io.coupabridge.contracts.TaskEvent.Type;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.secrets.Sealer;
import io.coupabridge.simulator.CoupaInstance;
import io.coupabridge.simulator.CoupaSimulator;
import io.coupabridge.simulator.InstanceSpec;
import io.coupabridge.testing.CoupaBridgeTestResource;
import io.coupabridge.testing.EventKeysets;
import io.coupabridge.testing.TopicRecord;
import io.coupabridge.testing.scenario.Platform;
import io.coupabridge.testing.scenario.SimulatorOrigins;
import io.coupabridge.testing.truth.ReceiptCheck;
import io.coupabridge.testing.truth.RosterTruth;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The service on a real broker, a real database and the simulator: a new tenant for each test. */
@QuarkusTestResource(value = CoupaBridgeTestResource.class, initArgs = @ResourceArg(name = "service", value = "roster"))
@QuarkusTestResource(SimulatorOrigins.class)
abstract class RosterTest {

    static final Duration SOON = Duration.ofSeconds(60);

    final TenantId tenant = new TenantId("r-" + UUID.randomUUID());

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    @ConfigProperty(name = "coupabridge.keysets.tokens")
    Path keyset;

    @ConfigProperty(name = "coupabridge.keysets.event-verification")
    Path eventKeyset;

    CoupaSimulator simulator;
    Platform platform;
    CoupaInstance coupa;

    @BeforeEach
    void startSimulator() {
        simulator = CoupaSimulator.start();
        platform = new Platform(
                bootstrapServers,
                ApplicationRoster.TASK,
                Sealer.fromKeysetFile(keyset),
                EventKeysets.signerFor(eventKeyset));
    }

    @AfterEach
    void stopSimulator() {
        platform.close();
        simulator.close();
    }

    void connect(InstanceSpec spec) {
        coupa = simulator.instance("coupa", spec.port(SimulatorOrigins.nextPort()));
        coupa.client("client", "client-secret", Set.of(ApplicationRoster.TASK.scope()));
        platform.connected(tenant, coupa.origin(), platform.grant(coupa.origin(), "client", "client-secret"), 25);
    }

    TaskEvent run(RunMode mode) {
        return platform.outcome(platform.run(tenant, mode), SOON);
    }

    void assertHoldsTruth(TaskEvent receipt) {
        assertThat(receipt.type()).as("%s", receipt).isEqualTo(Type.COMPLETED);
        RosterTruth.check(tenant, coupa.data().users().list(), published()).assertHolds();
        assertThat(ReceiptCheck.differences(receipt, published())).isEmpty();
    }

    List<TopicRecord> published() {
        return platform.records(tenant);
    }

    DiscoveredUser latest(long id) {
        return published().stream()
                .filter(record -> record.key().equals(tenant + "/" + id))
                .reduce((first, second) -> second)
                .orElseThrow()
                .as(DiscoveredUser.class);
    }
}
