package io.coupabridge.runtime.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coupabridge.contracts.RunMode;
import io.coupabridge.runtime.RuntimeTest;
import io.coupabridge.runtime.ledger.RunStore;
import io.coupabridge.testing.CoupaBridgeTestResource;
import io.coupabridge.testing.scenario.SimulatorOrigins;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** Commands that come before the service has its tables. */
@QuarkusTest
@TestProfile(CommandStartIT.Own.class)
class CommandStartIT extends RuntimeTest {

    /** An application whose ledger is away when it starts. */
    public static final class Own implements QuarkusTestProfile {
        @Override
        public List<TestResourceEntry> testResources() {
            return List.of(new TestResourceEntry(LedgerAway.class), new TestResourceEntry(SimulatorOrigins.class));
        }

        @Override
        public boolean disableGlobalTestResources() {
            return true;
        }
    }

    public static final class LedgerAway implements QuarkusTestResourceLifecycleManager {

        private final CoupaBridgeTestResource services = new CoupaBridgeTestResource();

        @Override
        public Map<String, String> start() {
            services.init(Map.of("service", "roster"));
            Map<String, String> config = services.start();
            new LedgerSwitch(config.get("quarkus.datasource.jdbc.url")).off();
            return config;
        }

        @Override
        public void stop() {
            services.stop();
        }
    }

    @Inject
    RunStore runs;

    @ConfigProperty(name = "quarkus.datasource.jdbc.url")
    String ledgerUrl;

    @Test
    void are_taken_once_it_has_them_and_till_then_it_is_no_member_of_its_group() {
        try (GroupProbe group = new GroupProbe(bootstrapServers)) {
            // given
            await().atMost(SOON)
                    .until(() -> management("/q/health/ready").asString().contains("the ledger database: "));
            UUID command = platform.run(tenant, RunMode.FULL);
            assertThat(group.members()).isEmpty();
            assertThat(management("/q/health/live").statusCode()).isEqualTo(200);

            // when
            new LedgerSwitch(ledgerUrl).on();

            // then
            awaitStart();
            await().atMost(SOON).until(() -> runs.find(command).isPresent());
            assertThat(group.onlyMember()).isNotEmpty();
        }
    }
}
