package io.coupabridge.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.coupabridge.console.database.ConsoleDatabase;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.testing.CoupaBridgeTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.http.TestHTTPResource;
import jakarta.inject.Inject;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A console on a real Kafka, a real PostgreSQL and a real issuer, with tenants of its own for each test. */
@QuarkusTestResource(
        value = CoupaBridgeTestResource.class,
        initArgs = @ResourceArg(name = "service", value = "console"))
public abstract class ConsoleTest {

    protected static final Duration SOON = Duration.ofSeconds(30);

    @Inject
    protected ConsoleDatabase database;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    protected String bootstrapServers;

    @ConfigProperty(name = "coupabridge.keysets.event-verification")
    Path eventKeyset;

    @TestHTTPResource("/")
    protected URI console;

    protected TenantId tenant;
    protected Teller teller;

    @BeforeEach
    void makeTenant() {
        tenant = freshTenant();
        teller = new Teller(bootstrapServers, eventKeyset);
    }

    /** The console may have begun a moment ago; what says who may do what is the last of its migrations. */
    @BeforeEach
    void awaitTables() {
        eventually(() -> assertThatCode(
                        () -> assertThat(count("select count(*) from flyway_schema_history where version is null"))
                                .isPositive())
                .doesNotThrowAnyException());
    }

    @AfterEach
    void closeTeller() {
        teller.close();
    }

    protected static TenantId freshTenant() {
        return new TenantId("t-" + UUID.randomUUID());
    }

    /** Until the condition's assertions hold. */
    protected static void eventually(Runnable assertions) {
        Awaitility.await().atMost(SOON).pollInterval(Duration.ofMillis(100)).untilAsserted(assertions::run);
    }

    protected long count(String sql, Object... values) {
        return database.one(sql, row -> row.getLong(1), values).orElseThrow();
    }

    protected void awaitTenant(TenantId wanted) {
        eventually(() -> assertThat(count("select count(*) from connection where tenant = ?", wanted.value()))
                .isEqualTo(1));
    }
}
