package io.coupabridge.token.rejection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.ConnectionEvent;
import io.coupabridge.contracts.ConnectionState;
import io.coupabridge.contracts.ExpenseDiscovery;
import io.coupabridge.contracts.MessageHeaders;
import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TaskAccess.Verdict;
import io.coupabridge.contracts.TokenEvent;
import io.coupabridge.contracts.Topic;
import io.coupabridge.simulator.CoupaInstance;
import io.coupabridge.testing.TestKafka;
import io.coupabridge.testing.TopicReader;
import io.coupabridge.testing.TopicRecord;
import io.coupabridge.token.scenario.Coupas;
import io.coupabridge.token.scenario.Stored;
import io.coupabridge.token.scenario.Tenant;
import io.coupabridge.token.scenario.TestClock;
import io.coupabridge.token.scenario.TokenServiceResource;
import io.coupabridge.token.scenario.Workers;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@QuarkusTest
@QuarkusTestResource(TokenServiceResource.class)
@Timeout(60)
class RejectionIT {

    private static final Task ROSTER = ApplicationRoster.TASK;

    @Inject
    TestClock clock;

    @Inject
    MeterRegistry metrics;

    @Inject
    Stored stored;

    private final Tenant tenant = new Tenant();

    /** So that its tokens are not renewed whenever a later test moves the clock. */
    @AfterEach
    void forgetTheTenant() {
        tenant.delete();
    }

    @Test
    void replaces_the_current_token_once_however_often_it_is_rejected() {
        // given
        CoupaInstance coupa = Coupas.withClient();
        tenant.connect(coupa);

        // when
        TokenEvent first = tenant.awaitTokenEvent(ROSTER, t -> t.tokenVersion() == 1);
        for (int i = 0; i < 50; i++) {
            Workers.reject(first);
        }

        // then
        TokenEvent token = tenant.awaitTokenEvent(ROSTER, t -> t.tokenVersion() == 2);
        assertThat(token.status()).isEqualTo(TokenEvent.Status.ISSUED);
        await().during(Duration.ofSeconds(1))
                .atMost(Duration.ofSeconds(10))
                .until(() -> coupa.log().grantCount() == 3);
        assertThat(tenant.state()).isEqualTo("ACTIVE");
    }

    @Test
    void ignores_a_version_that_is_not_the_current_one() {
        // given
        CoupaInstance coupa = Coupas.withClient();
        tenant.connect(coupa);
        Workers.reject(tenant, ROSTER, 1);
        tenant.awaitTokenEvent(ROSTER, t -> t.tokenVersion() == 2);

        // when
        Workers.reject(tenant, ROSTER, 1);
        Workers.forge(tenant.tenantId(), ROSTER, 7);
        Workers.forge(new Tenant().tenantId(), ROSTER, 1);

        // then
        await().during(Duration.ofSeconds(1))
                .atMost(Duration.ofSeconds(10))
                .until(() -> coupa.log().grantCount() == 3);
    }

    @Test
    void forbids_the_task_after_four_replacements_within_an_hour_and_looks_again_after_one() {
        // given
        CoupaInstance coupa = Coupas.withClient();
        tenant.connect(coupa);
        for (int version = 1; version <= 4; version++) {
            Workers.reject(tenant, ROSTER, version);
            int next = version + 1;
            tenant.awaitTokenEvent(ROSTER, t -> t.tokenVersion() == next);
        }

        // when
        Workers.reject(tenant, ROSTER, 5);

        // then
        ConnectionEvent event =
                tenant.awaitConnectionEvent(e -> e.access(ROSTER).verdict() == Verdict.FORBIDDEN);
        assertThat(event.state()).isEqualTo(ConnectionState.ACTIVE);
        assertThat(event.cause()).isEqualTo("TOKEN_REJECTED");
        assertThat(event.access(ExpenseDiscovery.TASK).verdict()).isEqualTo(Verdict.GRANTED);
        tenant.awaitTokenEvent(ROSTER, t -> t.status() == TokenEvent.Status.REVOKED);
        assertThat(coupa.log().grantCount()).isEqualTo(6);
        clock.advance(Duration.ofMinutes(61));
        tenant.awaitConnectionEvent(
                e -> e.version() > event.version() && e.access(ROSTER).verdict() == Verdict.GRANTED);
        tenant.awaitTokenEvent(ROSTER, t -> t.tokenVersion() == 7);
    }

    @Test
    void the_keyset_of_one_task_rejects_no_token_of_another() {
        // given
        CoupaInstance coupa = Coupas.withClient();
        tenant.connect(coupa);
        TokenEvent expense = tenant.awaitTokenEvent(ExpenseDiscovery.TASK, t -> t.tokenVersion() == 1);

        // when roster-service says that Coupa rejected the expense token
        Workers.rejectWithTokenOf(tenant, ROSTER, expense);

        // then
        awaitLetters(1);
        assertThat(tenant.tokenEvents(ExpenseDiscovery.TASK)).hasSize(1);
        assertThat(coupa.log().grantCount()).isEqualTo(2);
    }

    @Test
    void five_forged_rejections_forbid_nothing() {
        // given
        CoupaInstance coupa = Coupas.withClient();
        tenant.connect(coupa);

        double before = metrics.counter("coupabridge.rejections.unproven").count();

        // when each is for the version that it would have made
        for (long version : new long[] {1, 2, 3, 4, 5, (1L << 53) - 1}) {
            Workers.send(tenant.id(), forged(version, ",\"proof\":\"" + "A".repeat(43) + "=\""));
        }
        Workers.send(tenant.id(), forged(1, ""));

        // then
        awaitLetters(7);
        assertThat(metrics.counter("coupabridge.rejections.unproven").count()).isGreaterThanOrEqualTo(before + 6);
        assertThat(tenant.read().getString("tasks.APPLICATION_ROSTER.verdict")).isEqualTo("GRANTED");
        assertThat(coupa.log().grantCount()).isEqualTo(2);
        assertThat(tenant.audit().<String>getList("entries.action")).doesNotContain("TOKEN_REJECTED");
    }

    @Test
    void a_stored_token_that_does_not_open_makes_nobody_a_forger() {
        // given
        CoupaInstance coupa = Coupas.withClient();
        tenant.connect(coupa);
        TokenEvent token = tenant.awaitTokenEvent(ROSTER, t -> t.tokenVersion() == 1);
        stored.damageStoredTokens(tenant.id());
        double before = metrics.counter("coupabridge.rejections.unproven").count();

        // when
        Workers.reject(token);

        // then
        try (TopicReader reader =
                TopicReader.open(TestKafka.shared().bootstrapServers(), Topic.TOKEN_REJECTIONS.deadLetter())) {
            TopicRecord letter = reader.await(r -> tenant.id().equals(r.key()), Duration.ofSeconds(10));
            assertThat(letter.header(MessageHeaders.DEAD_LETTER_REASON))
                    .isEqualTo("The stored token does not open. Look at coupabridge.keysets.roster-tokens.");
        }
        assertThat(metrics.counter("coupabridge.rejections.unproven").count()).isEqualTo(before);
    }

    private void awaitLetters(int count) {
        try (TopicReader reader =
                TopicReader.open(TestKafka.shared().bootstrapServers(), Topic.TOKEN_REJECTIONS.deadLetter())) {
            reader.awaitAll(
                    seen -> seen.stream()
                                    .filter(letter -> tenant.id().equals(letter.key()))
                                    .count()
                            == count,
                    Duration.ofSeconds(10));
        }
    }

    private byte[] forged(long version, String proof) {
        return ("{\"tenantId\":\"" + tenant.id() + "\",\"task\":\"APPLICATION_ROSTER\",\"tokenVersion\":" + version
                        + ",\"connectionVersion\":1,\"at\":\"2026-11-24T10:00:00Z\"" + proof + "}")
                .getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void is_told_by_a_rejection_that_the_credential_is_dead() {
        // given
        CoupaInstance coupa = Coupas.withClient();
        tenant.connect(coupa);
        coupa.clients().forEach(client -> client.deactivate());

        // when
        Workers.reject(tenant, ROSTER, 1);

        // then
        tenant.awaitConnectionEvent(e -> e.state() == ConnectionState.REAUTHORIZATION_REQUIRED);
        assertThat(coupa.log().grantCount()).isEqualTo(3);
    }

    @Test
    void puts_aside_what_it_cannot_read_and_goes_on() {
        // given
        CoupaInstance coupa = Coupas.withClient();
        tenant.connect(coupa);
        String planted = "planted-" + UUID.randomUUID();
        byte[] large = new byte[200_000];
        Arrays.fill(large, (byte) 'x');

        // when
        Workers.send(tenant.id(), planted.getBytes(StandardCharsets.UTF_8));
        Workers.send(tenant.id(), null);
        Workers.send(tenant.id(), large);
        Workers.reject(tenant, ROSTER, 1);

        // then
        tenant.awaitTokenEvent(ROSTER, t -> t.tokenVersion() == 2);
        try (TopicReader reader =
                TopicReader.open(TestKafka.shared().bootstrapServers(), Topic.TOKEN_REJECTIONS.deadLetter())) {
            TopicRecord letter = reader.await(r -> planted.equals(r.text()), Duration.ofSeconds(10));
            assertThat(letter.key()).isEqualTo(tenant.id());
            assertThat(letter.header(MessageHeaders.DEAD_LETTER_REASON)).isEqualTo("The message is not JSON.");
            assertThat(letter.header(MessageHeaders.ORIGIN_TOPIC)).isEqualTo("coupa.token-rejections");
            assertThat(letter.header(MessageHeaders.ORIGIN_OFFSET)).isNotNull();
            TopicRecord head = reader.await(
                    r -> tenant.id().equals(r.key()) && "200000".equals(r.header(MessageHeaders.PAYLOAD_BYTES)),
                    Duration.ofSeconds(10));
            assertThat(head.value()).hasSize(1024);
            assertThat(head.header(MessageHeaders.PAYLOAD_SHA256)).hasSize(64);
        }
    }
}
