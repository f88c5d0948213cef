package io.coupabridge.local.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.TaskEvent;
import io.coupabridge.contracts.TaskEvent.WaitReason;
import io.coupabridge.contracts.Topic;
import io.coupabridge.local.TokenServiceClient;
import io.coupabridge.simulator.InstanceSpec;
import io.coupabridge.simulator.fault.Fault;
import io.coupabridge.testing.TestTokens;
import io.coupabridge.testing.TopicReader;
import io.coupabridge.testing.process.Replica;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** Tokens that end, are revoked or are not to be had, in the middle of runs, with a real token-service. */
@Tag("long")
@Timeout(600)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TokenFaultsIT {

    private static final Duration IN_TIME = Duration.ofSeconds(90);
    private static final Duration SHORT_LIFE = Duration.ofSeconds(20);
    private static final InstanceSpec COMPANY =
            InstanceSpec.defaults().users(20_000).latency(Duration.ofMillis(30));
    private static final int CEILING = 25;

    private FaultBed bed;
    private Tenant shortLived;
    private Tenant revoked;
    private Tenant renewing;
    private Tenant running;
    private Tenant newcomer;
    private Tenant orphan;
    private Replica tokenService;
    private TokenServiceClient connections;

    @BeforeAll
    void prepare() {
        bed = new FaultBed(ApplicationRoster.TASK, "tokens");
        shortLived = bed.unconnectedTenant("short-lived", COMPANY.users(60_000));
        revoked = bed.unconnectedTenant("revoked", COMPANY);
        renewing = bed.unconnectedTenant("renewing", COMPANY.users(30_000));
        running = bed.unconnectedTenant("running", COMPANY);
        newcomer = bed.unconnectedTenant("newcomer", COMPANY.users(300));
        orphan = bed.unconnectedTenant("orphan", COMPANY);
        tokenService = bed.tokenService().start();
        Replica roster = bed.replica().start();
        connections = new TokenServiceClient(tokenService.awaitReady().origin(), TestTokens.shared());
        roster.awaitReady();
    }

    @AfterAll
    void clear() {
        bed.close();
    }

    @Test
    void a_run_of_60_000_records_completes_on_tokens_that_live_for_20_seconds() {
        // given
        shortLived.coupa().tokens().lifetime(SHORT_LIFE);
        connect(shortLived);
        long before = shortLived.coupa().tokens().mintedCount();

        // when
        UUID command = shortLived.sendFullRun();
        List<TaskEvent> events = bed.platform().awaitOutcome(command, IN_TIME.multipliedBy(4));

        // then
        long renewals = shortLived.coupa().tokens().mintedCount() - before;
        assertExact("60,000 records on tokens of 20 s", shortLived, Map.of("renewals", (int) renewals));
        assertThat(renewals).isGreaterThanOrEqualTo(3);
        assertThat(shortLived.coupa().log().apiCount(401)).isZero();
        assertThat(events.stream().filter(event -> event.type() == TaskEvent.Type.WAITING))
                .as("waiting on a token while another was valid")
                .allSatisfy(event -> assertThat(event.sequence()).isLessThan(started(events)));
    }

    @Test
    void a_revoked_token_costs_one_grant_more_and_the_run_goes_on_from_its_checkpoint() {
        // given
        connect(revoked);
        UUID command = revoked.sendFullRun();
        awaitRecordsOf(revoked, 4_000);
        long before = revoked.coupa().tokens().mintedCount();

        // when
        revoked.coupa().tokens().revokeAll();

        // then
        List<TaskEvent> events = bed.platform().awaitOutcome(command, IN_TIME.multipliedBy(2));
        assertExact("token revoked during a run", revoked, Map.of("revocations", 1))
                .assertReadAtMostOnePageOfEachLaneAgain(1);
        assertThat(revoked.coupa().tokens().mintedCount() - before).isEqualTo(1);
        assertThat(events).anySatisfy(event -> assertWaits(event, WaitReason.TOKEN_REJECTED));
    }

    @Test
    void while_the_token_endpoint_hangs_running_tasks_go_on_and_new_ones_wait_with_a_reason() {
        // given
        connect(running);
        UUID command = running.sendFullRun();
        awaitRecordsOf(running, 1_000);

        // when
        for (Tenant tenant : List.of(running, newcomer)) {
            tenant.coupa().faults().allGrants(Fault.hang(Duration.ofMinutes(5)));
        }
        connect(newcomer);
        UUID waits = newcomer.sendFullRun();

        // then
        assertWaits(bed.platform().awaitEvent(waits, TaskEvent.Type.WAITING, IN_TIME), WaitReason.CONNECTION_PENDING);
        assertThat(bed.platform().outcome(command, IN_TIME).type()).isEqualTo(TaskEvent.Type.COMPLETED);
        newcomer.coupa().faults().clear();
        assertThat(bed.platform().outcome(waits, IN_TIME).type()).isEqualTo(TaskEvent.Type.COMPLETED);
        assertExact("token endpoint hangs", running, Map.of("outages of a token endpoint", 1));
        assertExact("token endpoint hung at the first verification", newcomer, Map.of());
    }

    @Test
    void a_token_that_cannot_be_renewed_works_to_its_end_and_its_run_then_waits_for_the_endpoint() {
        // given
        renewing.coupa().tokens().lifetime(SHORT_LIFE);
        connect(renewing);
        UUID command = renewing.sendFullRun();
        awaitRecordsOf(renewing, 1_000);

        // when
        renewing.coupa().faults().allGrants(Fault.unavailable());
        Instant down = Instant.now();

        // then
        assertWaits(awaitWaitAfter(down, command), WaitReason.TOKEN_PENDING);
        renewing.coupa().faults().clear();
        assertThat(bed.platform().outcome(command, IN_TIME.multipliedBy(2)).type())
                .isEqualTo(TaskEvent.Type.COMPLETED);
        assertThat(renewing.coupa().log().apiCount(401)).isZero();
        assertExact("token endpoint down at renewal", renewing, Map.of("outages of a token endpoint", 1));
    }

    @Test
    void a_run_does_not_need_token_service() {
        // given
        connect(orphan);
        UUID command = orphan.sendFullRun();
        awaitRecordsOf(orphan, 1_000);

        // when
        tokenService.kill();

        // then
        assertThat(bed.platform().outcome(command, IN_TIME).type()).isEqualTo(TaskEvent.Type.COMPLETED);
        tokenService.start().awaitReady();
        assertExact("token-service killed during a run", orphan, Map.of("kills of token-service", 1));
    }

    private void connect(Tenant tenant) {
        connections.connect(
                tenant.id().value(), tenant.coupa().origin().toString(), FaultBed.CLIENT, FaultBed.secretOf(tenant));
        connections.setRequestCeiling(tenant.id().value(), CEILING);
    }

    private TaskEvent awaitWaitAfter(Instant moment, UUID command) {
        try (TopicReader reader = TopicReader.open(bed.kafka().bootstrapServers(), Topic.TASK_EVENTS)) {
            return reader.await(
                            record -> {
                                TaskEvent event = record.as(TaskEvent.class);
                                return event.commandId().equals(command)
                                        && event.type() == TaskEvent.Type.WAITING
                                        && event.at().isAfter(moment);
                            },
                            IN_TIME)
                    .as(TaskEvent.class);
        }
    }

    private void awaitRecordsOf(Tenant tenant, int records) {
        try (TopicReader reader =
                TopicReader.open(bed.kafka().bootstrapServers(), ApplicationRoster.TASK.recordTopic())) {
            reader.awaitAll(
                    seen -> seen.stream()
                                    .filter(record -> record.key().startsWith(tenant.id() + "/"))
                                    .count()
                            >= records,
                    IN_TIME);
        }
    }

    private Judgement assertExact(String what, Tenant tenant, Map<String, Integer> faults) {
        return bed.judge(tenant)
                .note("TokenFaultsIT: " + what, faults)
                .assertExact()
                .assertCompleted();
    }

    private static void assertWaits(TaskEvent event, WaitReason reason) {
        assertThat(event.type()).isEqualTo(TaskEvent.Type.WAITING);
        assertThat(event.waiting().reason()).isEqualTo(reason);
        assertThat(event.waiting().message()).isNotBlank();
    }

    private static long started(List<TaskEvent> events) {
        return events.stream()
                .filter(event -> event.type() == TaskEvent.Type.STARTED)
                .findFirst()
                .orElseThrow()
                .sequence();
    }
}
