package io.coupabridge.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.RunMode;
import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TaskEvent.Type;
import io.coupabridge.contracts.Topic;
import io.coupabridge.runtime.command.CommandConsumer;
import io.coupabridge.runtime.ledger.Database;
import io.coupabridge.runtime.message.Messages;
import io.coupabridge.simulator.CoupaInstance;
import io.coupabridge.simulator.InstanceSpec;
import io.coupabridge.testing.EventKeysets;
import io.coupabridge.testing.LargeRecords;
import io.coupabridge.testing.RandomRecords;
import io.coupabridge.testing.TopicSettings;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whatever is on the topics that a task service reads, what comes behind it is taken. */
@QuarkusTest
class RandomRecordsIT extends RuntimeTest {

    private static final int COUNT = 10_000;

    /** They take 15 seconds, and more on a busy machine. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final Task TASK = ApplicationRoster.TASK;
    private static final Map<Topic, String> GOOD = Map.of(
            TASK.commandTopic(),
            "{\"commandId\":\"9f0c4f9e-0d0e-4d7d-9f57-3c0f9e6f5a11\",\"tenantId\":\"TENANT\",\"kind\":\"RUN\","
                    + "\"task\":\"APPLICATION_ROSTER\",\"mode\":\"WINDOW\",\"from\":\"2026-01-01T00:00:00Z\","
                    + "\"to\":\"2026-01-02T00:00:00Z\",\"deadline\":\"2027-01-01T00:00:00Z\",\"requestedBy\":\"me\"}",
            Topic.CONNECTIONS,
            "{\"tenantId\":\"TENANT\",\"version\":3,\"state\":\"DISCONNECTED\",\"message\":\"All is well.\","
                    + "\"baseUrl\":\"https://acme.coupahost.com\",\"requestCeiling\":10,"
                    + "\"tasks\":{\"APPLICATION_ROSTER\":{\"verdict\":\"GRANTED\",\"message\":\"ok\"}},"
                    + "\"changedAt\":\"2026-01-01T00:00:00Z\"}",
            TASK.tokenTopic(),
            "{\"status\":\"ISSUED\",\"tenantId\":\"TENANT\",\"task\":\"APPLICATION_ROSTER\",\"tokenVersion\":2,"
                    + "\"connectionVersion\":1,\"baseUrl\":\"https://acme.coupahost.com\",\"sealedToken\":\"x\","
                    + "\"usableFrom\":\"2026-01-01T00:00:00Z\",\"expiresAt\":\"2026-01-02T00:00:00Z\","
                    + "\"requestCeiling\":10}");

    @Inject
    Database database;

    @Inject
    CommandConsumer commands;

    @AfterEach
    void spareThoseWhoReadFromTheBeginning() {
        GOOD.keySet().forEach(topic -> new TopicSettings(bootstrapServers, topic).empty());
    }

    @Test
    void hold_up_nothing_that_comes_behind_them() {
        // given
        awaitStart();
        CoupaInstance coupa = coupa(InstanceSpec.defaults().users(3));
        long seed = System.nanoTime();
        GOOD.forEach((topic, good) -> {
            new RandomRecords(seed, good)
                    .signedBy(EventKeysets.signerFor(eventKeyset))
                    .send(bootstrapServers, topic, COUNT);
            new LargeRecords(bootstrapServers, topic, Messages.partition(tenant, topic)).send();
        });

        // when
        platform.connected(tenant, coupa.origin(), token(coupa), 25);
        await().atMost(PATIENCE).until(() -> rows("connection") + rows("token") == 2);

        // then
        assertThat(platform.outcome(platform.run(tenant, RunMode.FULL), PATIENCE)
                        .type())
                .as("seed %d", seed)
                .isEqualTo(Type.COMPLETED);
        await("on all partitions").atMost(PATIENCE).until(() -> Long.valueOf(0).equals(commands.lag()));
    }

    private int rows(String table) {
        return database.query("select 1 from " + table + " where tenant = ?", row -> 1, tenant.value())
                .size();
    }
}
