package io.coupabridge.local.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.RunMode;
import io.coupabridge.contracts.TaskEvent;
import io.coupabridge.contracts.TaskEvent.Progress;
import io.coupabridge.contracts.TaskEvent.Type;
import io.coupabridge.local.TokenServiceClient;
import io.coupabridge.simulator.InstanceSpec;
import io.coupabridge.simulator.data.RecordTable;
import io.coupabridge.testing.TestPostgres;
import io.coupabridge.testing.TestTokens;
import io.coupabridge.testing.process.Replica;
import io.coupabridge.testing.scenario.Platform;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** A database that is older than the topics, or lost: what stops, what an operator does, and what consumers see of it. */
@Tag("long")
@Timeout(600)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RestoreIT {

    private static final Duration IN_TIME = Duration.ofSeconds(90);
    private static final Duration OFTEN = Duration.ofMillis(200);

    /** Longer than a run of these tenants takes. */
    private static final Duration A_WHILE = Duration.ofSeconds(8);

    private static final int CEILING = 25;
    private static final int USERS = 300;
    private static final int REMOVED = 5;
    private static final InstanceSpec COMPANY =
            InstanceSpec.defaults().users(USERS).latency(Duration.ofMillis(10));

    private FaultBed bed;
    private Tenant goesOn;
    private Tenant setBack;
    private Tenant lost;
    private Tenant unprojected;
    private Tenant reconnected;
    private Replica roster;
    private Replica tokenService;
    private Operator operator;

    @BeforeAll
    void prepare() {
        bed = new FaultBed(ApplicationRoster.TASK, "restore");
        goesOn = bed.tenant("goes-on", COMPANY.seed(1), CEILING);
        setBack = bed.tenant("set-back", COMPANY.seed(2), CEILING);
        lost = bed.tenant("lost", COMPANY.seed(3), CEILING);
        unprojected = bed.tenant("unprojected", COMPANY.seed(4), CEILING);
        reconnected = bed.unconnectedTenant("reconnected", COMPANY.seed(5));
        roster = bed.replica().start();
        tokenService = bed.tokenService().start();
        roster.awaitReady();
        tokenService.awaitReady();
        operator = new Operator(roster);
    }

    @AfterAll
    void clear() {
        bed.close();
    }

    @Test
    void a_tenant_whose_ledger_is_older_than_the_topics_halts_and_goes_on_behind_them_once_it_is_rebased() {
        // given
        read(goesOn, RunMode.FULL);
        read(setBack, RunMode.FULL);
        awaitNothingPending();
        Backup backup = Backup.of(bed.ledger());
        int before = recordsOf(setBack);
        changeAndRead(setBack);
        int since = recordsOf(setBack) - before;
        roster.stop();
        backup.restore();

        // when
        roster.start().awaitReady();
        UUID command = setBack.sendFullRun();

        // then
        assertThat(read(goesOn, RunMode.FULL).recordsUnchanged()).isEqualTo(USERS);
        int published = recordsOf(setBack);
        assertHaltsUntilRebased(setBack, command);
        assertThat(recordsOf(setBack)).isEqualTo(published + receipt(command));
        assertPublishedOnceMore(setBack, command, "old ledgers restored");
        System.out.printf("Published since the backup: %d.%n", since);
        assertThat(bed.judge(goesOn).assertExact().assertCompleted().records()).hasSize(USERS);
    }

    @Test
    void a_tenant_whose_ledger_is_lost_halts_and_is_published_once_more_when_it_is_rebased() {
        // given
        read(lost, RunMode.FULL);
        changeAndRead(lost);
        roster.stop();
        Backup.lose(bed.ledger());

        // when
        roster.start().awaitReady();
        UUID command = lost.sendFullRun();

        // then
        assertHaltsUntilRebased(lost, command);
        assertPublishedOnceMore(lost, command, "ledgers lost");
    }

    @Test
    void a_projection_that_is_lost_is_read_again_and_nothing_is_published_twice() {
        // given
        read(unprojected, RunMode.FULL);
        roster.stop();
        bed.inLedger("delete from connection; delete from token; delete from projection_offset");
        UUID command = unprojected.sendFullRun();

        // when
        roster.start();

        // then
        assertThat(outcome(command).progress().recordsUnchanged()).isEqualTo(USERS);
        operator.awaitMetric("coupabridge_streams_halted", 0);
        assertThat(bed.judge(unprojected)
                        .note("RestoreIT: projection lost", Map.of("projections lost", 1))
                        .assertExact()
                        .assertCompleted()
                        .records())
                .hasSize(USERS);
    }

    @Test
    void an_older_database_of_token_service_is_not_listened_to_until_its_versions_are_raised() {
        // given
        connections()
                .connect(
                        reconnected.id().value(),
                        reconnected.coupa().origin().toString(),
                        FaultBed.CLIENT,
                        FaultBed.secretOf(reconnected));
        awaitKnown("state", "ACTIVE");
        Backup backup = Backup.of(bed.connections());
        List.of(12, 13, 14).forEach(this::setCeiling);
        awaitKnown("requestCeiling", "14");
        tokenService.stop();
        backup.restore();
        tokenService.start().awaitReady();

        // when
        setCeiling(15);

        // then
        await().atMost(IN_TIME)
                .pollInterval(OFTEN)
                .until(() -> Files.readString(roster.log())
                        .contains("An event of tenant reconnected on coupa.connections is older than what is known"));
        assertThat(bed.known(reconnected, "requestCeiling")).isEqualTo("14");
        read(reconnected, RunMode.FULL);

        // when
        TestPostgres.execute(bed.connections().url(), "update connection set version = version + 1000000");
        TestPostgres.execute(bed.connections().url(), "update token set version = version + 1000000");
        long grants = reconnected.coupa().tokens().mintedCount();
        new Operator(tokenService).verify(reconnected);

        // then
        awaitKnown("requestCeiling", "15");
        read(reconnected, RunMode.FULL);
        assertThat(reconnected.coupa().tokens().mintedCount() - grants).isEqualTo(1);
        assertThat(bed.judge(reconnected)
                        .note("RestoreIT: token-service set back", Map.of("old databases of token-service restored", 1))
                        .assertExact()
                        .assertCompleted()
                        .records())
                .hasSize(USERS);
    }

    /** New, changed and removed users, in two runs. */
    private void changeAndRead(Tenant tenant) {
        RecordTable users = tenant.coupa().data().users();
        users.change(users.sample(60, 1));
        users.sample(REMOVED, 2).forEach(users::delete);
        users.insert(20);
        assertThat(read(tenant, RunMode.FULL).recordsRemoved()).isEqualTo(REMOVED);
        Platform.awaitNextSecond();
        users.change(users.sample(30, 3));
        Platform.awaitNextSecond();
        read(tenant, RunMode.INCREMENTAL);
    }

    /** First the command gets no answer; then its run publishes nothing. */
    private void assertHaltsUntilRebased(Tenant tenant, UUID command) {
        for (String stream : List.of("inbox", "runs")) {
            int published = recordsOf(tenant);
            assertThat(operator.awaitHalted(tenant, stream))
                    .contains("Kafka holds publication")
                    .contains("re-base stream '" + stream + "'");
            await().during(A_WHILE)
                    .atMost(IN_TIME)
                    .pollInterval(OFTEN)
                    .until(() -> roster.ready() && recordsOf(tenant) == published);
            operator.rebase(tenant, stream);
        }
        tenant.noteRebase();
        assertThat(outcome(command).type()).isEqualTo(Type.COMPLETED);
        operator.awaitMetric("coupabridge_streams_halted", 0);
    }

    /** Nothing is lost, no version goes back, each record comes once more at most, and then no more. */
    private void assertPublishedOnceMore(Tenant tenant, UUID command, String what) {
        long publishedAgain = receipt(command);
        Judgement judgement = bed.judge(tenant);
        long repeated = judgement.repeatedBy(command);
        judgement
                .note("RestoreIT: " + what, Map.of(what, 1, "records published once more", (int) repeated))
                .assertExact()
                .assertCompleted();
        assertThat(judgement.backwards()).isZero();
        assertThat(publishedAgain).isLessThanOrEqualTo(judgement.held(tenant.id()));
        assertThat(repeated).isPositive().isLessThanOrEqualTo(publishedAgain);
        Progress next = read(tenant, RunMode.FULL);
        assertThat(next.recordsNew() + next.recordsChanged() + next.recordsRemoved())
                .isZero();
    }

    /** The last event of a run is on Kafka before the ledger confirms it: a backup between the two repeats it. */
    private void awaitNothingPending() {
        await().atMost(IN_TIME)
                .pollInterval(OFTEN)
                .until(() -> bed.fromLedger("select count(*) from stream where pending_page is not null")
                        .equals("0"));
    }

    private void awaitKnown(String field, String value) {
        await().atMost(IN_TIME).pollInterval(OFTEN).until(() -> value.equals(bed.known(reconnected, field)));
    }

    /** A backup has broken the connections to the database, and the first who needs one may notice. */
    private void setCeiling(int ceiling) {
        await().atMost(IN_TIME)
                .pollInterval(OFTEN)
                .ignoreExceptions()
                .until(() -> connections().setRequestCeiling(reconnected.id().value(), ceiling) != null);
    }

    private TokenServiceClient connections() {
        return new TokenServiceClient(tokenService.origin(), TestTokens.shared());
    }

    private Progress read(Tenant tenant, RunMode mode) {
        TaskEvent outcome = outcome(mode == RunMode.FULL ? tenant.sendFullRun() : tenant.send(mode));
        assertThat(outcome.type()).as("%s", outcome).isEqualTo(Type.COMPLETED);
        return outcome.progress();
    }

    private TaskEvent outcome(UUID command) {
        return bed.platform().outcome(command, IN_TIME);
    }

    /** How many records its run says that it has published. */
    private long receipt(UUID command) {
        Progress progress = outcome(command).progress();
        return progress.recordsNew() + progress.recordsChanged() + progress.recordsRemoved();
    }

    private int recordsOf(Tenant tenant) {
        return bed.platform().records(tenant.id()).size();
    }
}
