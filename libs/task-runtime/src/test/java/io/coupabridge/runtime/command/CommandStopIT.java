package io.coupabridge.runtime.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coupabridge.contracts.RunMode;
import io.coupabridge.runtime.RuntimeTest;
import io.coupabridge.runtime.ledger.RunStore;
import io.coupabridge.testing.TestPostgres;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.reactive.messaging.kafka.KafkaConnector;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.reactive.messaging.spi.Connector;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(CommandStopIT.Own.class)
class CommandStopIT extends RuntimeTest {

    /** An application of its own: its channel does not start again. */
    public static final class Own implements QuarkusTestProfile {}

    @Inject
    CommandConsumer replica;

    @Inject
    @Connector(KafkaConnector.CONNECTOR_NAME)
    KafkaConnector channels;

    @Inject
    RunStore runs;

    @ConfigProperty(name = "quarkus.datasource.jdbc.url")
    String ledgerUrl;

    @Test
    void commits_what_is_done_and_nothing_more_and_leaves_the_group() {
        try (GroupProbe group = new GroupProbe(bootstrapServers)) {
            // given
            awaitStart();
            UUID done = platform.run(tenant, RunMode.FULL);
            await().atMost(SOON).until(() -> runs.find(done).isPresent());
            refuseCommandsOfTenant();
            platform.run(tenant, RunMode.FULL);
            await().atMost(SOON).until(() -> Long.valueOf(1).equals(replica.lag()));
            assertThat(liveness()).isEqualTo("UP");

            // when
            replica.stop();
            channels.terminate("the end of the application");

            // then
            // well before the broker would put it out of the group, which is after ten seconds
            await().atMost(Duration.ofSeconds(5)).until(() -> group.members().isEmpty());
            assertThat(group.committed(tenant)).isEqualTo(group.end(tenant) - 1);
            assertThat(liveness())
                    .as("a channel that has ended needs a restart")
                    .isEqualTo("DOWN");
        }
    }

    private static String liveness() {
        return management("/q/health/live").jsonPath().getString("checks.find { it.name == 'commands' }.status");
    }

    private void refuseCommandsOfTenant() {
        TestPostgres.execute(
                ledgerUrl,
                "create function at_command() returns trigger language plpgsql as"
                        + " $$ begin raise exception 'refused by a test'; end $$");
        TestPostgres.execute(
                ledgerUrl,
                "create trigger at_command before insert on run for each row when (new.tenant = '" + tenant
                        + "') execute function at_command()");
    }
}
