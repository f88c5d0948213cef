package io.coupabridge.token.rejection;

import static org.awaitility.Awaitility.await;

import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.Topic;
import io.coupabridge.testing.LargeRecords;
import io.coupabridge.testing.RandomRecords;
import io.coupabridge.testing.TestKafka;
import io.coupabridge.token.connection.Connections;
import io.coupabridge.token.scenario.Coupas;
import io.coupabridge.token.scenario.Tenant;
import io.coupabridge.token.scenario.TokenServiceResource;
import io.coupabridge.token.scenario.Workers;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever is on the topic of rejected tokens, what comes behind it is taken; and health knows when nothing is. */
@QuarkusTest
@QuarkusTestResource(TokenServiceResource.class)
@Timeout(180)
class RandomRejectionsIT {

    private static final int COUNT = 10_000;
    private static final Duration SOON = Duration.ofMinutes(2);
    private static final String GOOD = "{\"tenantId\":\"TENANT\",\"task\":\"APPLICATION_ROSTER\",\"tokenVersion\":3,"
            + "\"connectionVersion\":2,\"commandId\":\"9f0c4f9e-0d0e-4d7d-9f57-3c0f9e6f5a11\","
            + "\"at\":\"2026-11-24T10:00:00Z\"}";

    @Inject
    Connections connections;

    @Inject
    MeterRegistry metrics;

    private final String bootstrapServers = TestKafka.shared().bootstrapServers();
    private final Tenant tenant = new Tenant();

    @AfterEach
    void forgetTheTenant() {
        tenant.delete();
    }

    @Test
    void hold_up_no_rejection_that_comes_behind_them() {
        // given
        tenant.connect(Coupas.withClient());
        new RandomRecords(System.nanoTime(), GOOD).send(bootstrapServers, Topic.TOKEN_REJECTIONS, COUNT);
        new LargeRecords(bootstrapServers, Topic.TOKEN_REJECTIONS, partition(tenant.id())).send();

        // when
        Workers.reject(tenant, ApplicationRoster.TASK, 1);

        // then
        await().pollInterval(Duration.ofMillis(500)).atMost(SOON).until(this::isReplaced);
    }

    @Test
    void shows_how_long_the_channel_has_stood_before_a_rejection_and_not_moved() {
        // given
        tenant.connect(Coupas.withClient());

        // when
        QuarkusTransaction.requiringNew().run(() -> {
            connections.lock(tenant.tenantId());
            Workers.reject(tenant, ApplicationRoster.TASK, 1);
            await().atMost(SOON).until(() -> stalledSeconds() > 0);
        });

        // then
        await().atMost(SOON).until(() -> stalledSeconds() == 0);
        await().pollInterval(Duration.ofMillis(500)).atMost(SOON).until(this::isReplaced);
    }

    private boolean isReplaced() {
        return tenant.tokenEvents(ApplicationRoster.TASK).stream().anyMatch(token -> token.tokenVersion() == 2);
    }

    private double stalledSeconds() {
        return metrics.get("coupabridge.consumer.stalled")
                .tag("consumer", RejectionConsumer.CHANNEL)
                .gauge()
                .value();
    }

    private static int partition(String tenant) {
        int hash = Utils.murmur2(tenant.getBytes(StandardCharsets.UTF_8));
        return Utils.toPositive(hash) % Topic.TOKEN_REJECTIONS.partitions();
    }
}
