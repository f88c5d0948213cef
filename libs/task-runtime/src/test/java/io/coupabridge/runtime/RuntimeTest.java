package io.coupabridge.runtime;

import io.coupabridge.client.address.BaseUrl;
import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.DiscoveredUser;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.runtime.connection.Access.Granted;
import io.coupabridge.runtime.start.RuntimeStarter;
import io.coupabridge.secrets.Sealer;
import io.coupabridge.secrets.Secret;
import io.coupabridge.simulator.CoupaInstance;
import io.coupabridge.simulator.CoupaSimulator;
import io.coupabridge.simulator.InstanceSpec;
import io.coupabridge.testing.CoupaBridgeTestResource;
import io.coupabridge.testing.EventKeysets;
import io.coupabridge.testing.TopicRecord;
import io.coupabridge.testing.scenario.Platform;
import io.coupabridge.testing.scenario.SimulatorOrigins;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The runtime with a small handler on a real broker, a real database and the simulator: a new tenant for each test. */
@QuarkusTestResource(value = CoupaBridgeTestResource.class, initArgs = @ResourceArg(name = "service", value = "roster"))
@QuarkusTestResource(SimulatorOrigins.class)
public abstract class RuntimeTest {

    protected static final Duration SOON = Duration.ofSeconds(60);

    protected final TenantId tenant = new TenantId("t-" + UUID.randomUUID());

    @ConfigProperty(name = "kafka.bootstrap.servers")
    protected String bootstrapServers;

    @ConfigProperty(name = "coupabridge.keysets.tokens")
    protected Path keyset;

    @ConfigProperty(name = "coupabridge.keysets.event-verification")
    protected Path eventKeyset;

    @Inject
    protected RuntimeStarter starter;

    @Inject
    DataSource ledger;

    protected CoupaSimulator simulator;
    protected Platform platform;

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

    /** Until the runtime has its tables and topics, and takes commands. */
    protected void awaitStart() {
        Awaitility.await().atMost(SOON).until(() -> starter.waitsFor().isEmpty());
    }

    /** An instance with a client that may read users. */
    protected CoupaInstance coupa(InstanceSpec spec) {
        CoupaInstance coupa = simulator.instance("coupa", spec.port(SimulatorOrigins.nextPort()));
        coupa.client("client", "client-secret", Set.of("core.user.read"));
        return coupa;
    }

    /** The same, with the tenant connected to it, as the runtime knows: no run waits because it was read sooner. */
    protected CoupaInstance connectedCoupa(InstanceSpec spec) {
        CoupaInstance coupa = coupa(spec);
        platform.connected(tenant, coupa.origin(), token(coupa), 25);
        Awaitility.await().atMost(SOON).ignoreExceptions().until(this::isKnown);
        return coupa;
    }

    private boolean isKnown() throws SQLException {
        try (Connection connection = ledger.getConnection();
                PreparedStatement both = connection.prepareStatement(
                        "select 1 from connection join token using (tenant) where tenant = ?")) {
            both.setString(1, tenant.toString());
            return both.executeQuery().next();
        }
    }

    /** What a run reads this Coupa with. */
    protected Granted granted(CoupaInstance coupa, int ceiling) {
        return new Granted(
                new BaseUrl(coupa.origin()),
                Secret.of(token(coupa)),
                1,
                1,
                Instant.EPOCH,
                Instant.now().plus(Duration.ofDays(1)),
                ceiling);
    }

    /** @param path such as {@code /q/health/ready}, on the port that has health and metrics */
    protected static Response management(String path) {
        int port = ConfigProvider.getConfig().getValue("quarkus.management.port", Integer.class);
        return RestAssured.given().port(port).get(path);
    }

    protected String token(CoupaInstance coupa) {
        return platform.grant(coupa.origin(), "client", "client-secret");
    }

    /** How many times each version of each record was published: key and version to count. */
    protected Map<String, Integer> versions() {
        Map<String, Integer> versions = new TreeMap<>();
        for (TopicRecord record : platform.records(tenant)) {
            versions.merge(record.key() + "@" + record.as(DiscoveredUser.class).version(), 1, Integer::sum);
        }
        return versions;
    }

    protected List<Long> publishedIds() {
        return platform.records(tenant).stream()
                .map(record -> record.as(DiscoveredUser.class).userId())
                .toList();
    }
}
