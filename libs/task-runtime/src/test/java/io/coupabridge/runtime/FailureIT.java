package io.coupabridge.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.coupabridge.contracts.ConnectionState;
import io.coupabridge.contracts.ErrorCode;
import io.coupabridge.contracts.RunMode;
import io.coupabridge.contracts.TaskAccess.Verdict;
import io.coupabridge.contracts.TaskEvent;
import io.coupabridge.contracts.TaskEvent.Type;
import io.coupabridge.contracts.TaskEvent.WaitReason;
import io.coupabridge.contracts.TokenRejected;
import io.coupabridge.contracts.Topic;
import io.coupabridge.secrets.Secret;
import io.coupabridge.secrets.SecretProof;
import io.coupabridge.simulator.CoupaInstance;
import io.coupabridge.simulator.InstanceSpec;
import io.coupabridge.simulator.fault.Fault;
import io.coupabridge.testing.TopicReader;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the platform is told of a run that Coupa, the token or the connection fails; its end is in FailureCatalogueIT. */
@QuarkusTest
class FailureIT extends RuntimeTest {

    @Test
    void asks_once_for_another_token_proves_that_it_held_the_old_one_and_goes_on() {
        // given
        CoupaInstance coupa = coupa(InstanceSpec.defaults().users(330).latency(Duration.ofMillis(100)));
        String token = token(coupa);
        platform.connected(tenant, coupa.origin(), token, 25);
        coupa.onRequest(request -> {
            if (coupa.log().apiCount() == 4) {
                coupa.tokens().revokeAll();
            }
        });
        UUID command = platform.run(tenant, RunMode.FULL);

        // when
        platform.awaitWait(command, WaitReason.TOKEN_REJECTED, SOON);
        platform.token(
                tenant, 2, token(coupa), coupa.origin(), 25, Instant.now().minusSeconds(60));
        TaskEvent outcome = platform.outcome(command, SOON);

        // then
        assertThat(outcome.type()).isEqualTo(Type.COMPLETED);
        assertThat(publishedIds()).doesNotHaveDuplicates().hasSize(330);
        assertThat(TopicReader.readAll(bootstrapServers, Topic.TOKEN_REJECTIONS))
                .filteredOn(record -> record.key().equals(tenant.value()))
                .singleElement()
                .satisfies(record -> {
                    TokenRejected rejected = record.as(TokenRejected.class);
                    assertThat(rejected.tokenVersion()).isEqualTo(1);
                    assertThat(SecretProof.isOf(rejected.proof(), Secret.of(token), rejected.statement()))
                            .isTrue();
                    assertThat(record.text()).doesNotContain(token);
                });
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("refusingConnections")
    void fails_at_once_when_the_connection_does_not_allow_the_task(
            ConnectionState state, Verdict verdict, ErrorCode code) {
        // given
        CoupaInstance coupa = coupa(InstanceSpec.defaults().users(10));
        platform.connection(tenant, 1, state, verdict, "Words for an administrator.", coupa.origin());

        // when
        TaskEvent outcome = platform.outcome(platform.run(tenant, RunMode.FULL), SOON);

        // then
        assertThat(outcome.failure().code()).isEqualTo(code);
        assertThat(coupa.log().apiCount()).isZero();
    }

    static Stream<Arguments> refusingConnections() {
        return Stream.of(
                arguments(ConnectionState.ACTIVE, Verdict.FORBIDDEN, ErrorCode.FORBIDDEN),
                arguments(ConnectionState.DISCONNECTED, Verdict.GRANTED, ErrorCode.DISCONNECTED));
    }

    @Test
    void waits_for_a_token_and_is_woken_by_it() {
        // given
        CoupaInstance coupa = coupa(InstanceSpec.defaults().users(10));
        platform.connection(tenant, 1, ConnectionState.ACTIVE, Verdict.GRANTED, "All is well.", coupa.origin());
        UUID command = platform.run(tenant, RunMode.FULL);
        platform.awaitWait(command, WaitReason.TOKEN_PENDING, SOON);

        // when
        platform.token(
                tenant, 1, token(coupa), coupa.origin(), 25, Instant.now().minusSeconds(60));
        TaskEvent outcome = platform.outcome(command, SOON);

        // then
        assertThat(outcome.type()).isEqualTo(Type.COMPLETED);
    }

    @Test
    void tells_a_throttled_run_to_wait_and_says_so_in_the_receipt() {
        // given
        CoupaInstance coupa = connectedCoupa(InstanceSpec.defaults().users(230));
        coupa.faults().nth(3, Fault.throttled().retryAfter(Duration.ofSeconds(4)));
        UUID command = platform.run(tenant, RunMode.FULL);

        // when
        TaskEvent outcome = platform.outcome(command, SOON);

        // then
        assertThat(platform.awaitOutcome(command, SOON))
                .anySatisfy(event -> assertThat(event.type()).isEqualTo(Type.WAITING));
        assertThat(outcome.type()).isEqualTo(Type.COMPLETED);
        assertThat(outcome.progress().throttledMillis()).isGreaterThanOrEqualTo(3_000);
    }

    @Test
    void keeps_a_silence_that_is_asked_for_beside_another_failure() {
        // given
        Duration silence = Duration.ofSeconds(4);
        Duration latency = Duration.ofMillis(500);
        CoupaInstance coupa =
                connectedCoupa(InstanceSpec.defaults().users(5_000).latency(latency));
        coupa.faults().nth(2, Fault.status(500));
        coupa.faults().nth(3, Fault.throttled().retryAfter(silence));

        // when
        TaskEvent outcome = platform.outcome(platform.run(tenant, RunMode.FULL), SOON);

        // then
        assertThat(outcome.type()).isEqualTo(Type.COMPLETED);
        long asked = coupa.log()
                        .requests(request -> request.status().orElse(0) == 429)
                        .get(0)
                        .receivedNanos()
                + latency.toNanos();
        assertThat(coupa.log().apiRequests())
                .extracting(request -> Duration.ofNanos(request.receivedNanos() - asked))
                .noneMatch(since ->
                        since.compareTo(Duration.ofMillis(500)) > 0 && since.compareTo(silence.minusMillis(500)) < 0);
    }

    @Test
    void gives_its_worker_back_and_can_be_cancelled_when_it_is_throttled_before_its_first_page() {
        // given
        CoupaInstance coupa = connectedCoupa(InstanceSpec.defaults().users(10));
        coupa.faults().always(Fault.throttled().retryAfter(Duration.ofSeconds(30)));
        UUID command = platform.run(tenant, RunMode.FULL);
        platform.awaitWait(command, WaitReason.THROTTLED, SOON);

        // when
        platform.cancel(tenant, command);
        TaskEvent outcome = platform.outcome(command, Duration.ofSeconds(20));

        // then
        assertThat(outcome.type()).isEqualTo(Type.CANCELLED);
        assertThat(coupa.log().apiCount()).isLessThanOrEqualTo(2);
    }
}
