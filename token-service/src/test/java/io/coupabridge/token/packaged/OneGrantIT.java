package io.coupabridge.token.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TokenEvent;
import io.coupabridge.simulator.fault.Fault;
import io.coupabridge.simulator.fault.FaultRule;
import io.coupabridge.simulator.log.LoggedRequest;
import io.coupabridge.token.scenario.Coupas;
import io.coupabridge.token.scenario.Installation;
import io.coupabridge.token.scenario.Replica;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/** Three replicas whose claims are shorter than the grants that they wait for (promise 7). */
@Tag("packaged")
@Tag("long")
@Timeout(300)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OneGrantIT {

    private static final Task ROSTER = ApplicationRoster.TASK;
    private static final Duration CLAIM = Duration.ofSeconds(2);
    private static final Duration SLOW = Duration.ofSeconds(20);
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int VERIFICATIONS = 300;
    private static final int REJECTIONS = 698;
    private static final int CALLERS = 45;

    private static final String CLAIM_EPOCH =
            "select claim_epoch from token where tenant = ? and task = 'APPLICATION_ROSTER'";
    private static final String TOKEN_VERSION =
            "select version from token where tenant = ? and task = 'APPLICATION_ROSTER'";
    private static final String CLAIMED_UNTIL = "select cast(extract(epoch from claimed_until) * 1000 as bigint)"
            + " from token where tenant = ? and task = 'APPLICATION_ROSTER'";

    private static Installation installation;
    private static List<Replica> replicas;

    private final ExecutorService callers = Executors.newFixedThreadPool(CALLERS);

    @BeforeAll
    static void start() {
        installation = new Installation(Map.of(
                "coupabridge.grant.claim",
                CLAIM.toSeconds() + "s",
                "coupabridge.grant.timeout",
                "60s",
                "coupabridge.rest.wait-for-verdict",
                "1s"));
        replicas = installation.threeReplicas();
    }

    @AfterAll
    static void stop() {
        replicas.forEach(Replica::close);
        installation.close();
    }

    @AfterEach
    void stopCallers() {
        callers.shutdownNow();
    }

    @BeforeEach
    void forgetFaults() {
        installation.coupa().faults().clear();
    }

    @Test
    @Order(1)
    void make_one_grant_of_a_thousand_causes_of_three_kinds()
            throws SQLException, InterruptedException, ExecutionException {
        // given a token endpoint that takes longer, for either task, than all of them need to come
        connect("crowd");
        FaultRule slow = installation.coupa().faults().nextGrants(2, Fault.delay(Duration.ofSeconds(40)));

        // when both renewals are due, everybody asks to verify, and every worker has seen its token rejected
        renewalsAreDue("crowd");
        await().atMost(PATIENCE).until(() -> slow.struckCount() == 2);
        installation.reject("crowd", ROSTER, 1, REJECTIONS);
        List<Callable<Integer>> verifications = IntStream.range(0, VERIFICATIONS)
                .mapToObj(i -> (Callable<Integer>) () -> verify(replicas.get(i % replicas.size()), "crowd"))
                .toList();
        for (Future<Integer> answer : callers.invokeAll(verifications)) {
            assertThat(answer.get()).isIn(200, 202);
        }

        // then
        await().atMost(PATIENCE).until(() -> !view("crowd").contains("\"verifying\":true"));
        assertThat(grants(Coupas.ROSTER)).as("the first and one more").isEqualTo(2);
        assertThat(grants(Coupas.EXPENSE)).as("the first and one more").isEqualTo(2);
        await().atMost(PATIENCE).until(() -> tokenVersions("crowd").contains(2L));
        assertThat(tokenVersions("crowd")).isSorted().containsOnly(1L, 2L);
        assertThat(number(
                        "select count(*) from trail_entry where action = 'VERIFICATION_REQUESTED' and tenant = ?",
                        "crowd"))
                .as("every one was taken")
                .isGreaterThanOrEqualTo(VERIFICATIONS);
        assertThat(number("select verification from connection where tenant = ?", "crowd"))
                .as("one for the saving, and one for all who asked")
                .isEqualTo(2);
    }

    @Test
    @Order(2)
    void store_one_version_of_a_grant_that_takes_longer_than_a_claim() {
        // given
        connect("slow");
        installation.coupa().log().clear();
        FaultRule slow = installation.coupa().faults().nextGrants(1, Fault.delay(SLOW));

        // when it is renewed, and wanted by everybody else meanwhile
        installation.reject("slow", ROSTER, 1, 1);
        await().atMost(PATIENCE).until(() -> slow.struckCount() == 1);
        long epoch = number(CLAIM_EPOCH, "slow");
        replicas.forEach(replica -> verify(replica, "slow"));
        installation.reject("slow", ROSTER, 1, 20);

        // then
        await().atMost(PATIENCE).until(() -> tokenVersions("slow").contains(2L));
        await().atMost(PATIENCE).until(() -> !view("slow").contains("\"verifying\":true"));
        assertThat(number(CLAIM_EPOCH, "slow"))
                .as("nobody else has had the claim")
                .isEqualTo(epoch);
        assertThat(grants(Coupas.ROSTER)).isEqualTo(1);
        assertThat(tokenVersions("slow")).isSorted().containsOnly(1L, 2L);
    }

    @Test
    @Order(3)
    void lose_nothing_when_the_owner_of_a_grant_is_paused_beyond_its_claim() {
        // given a replica that sleeps while Coupa answers it
        connect("paused");
        installation.coupa().log().clear();
        FaultRule slow = installation.coupa().faults().nextGrants(1, Fault.delay(SLOW));
        installation.reject("paused", ROSTER, 1, 1);
        await().atMost(PATIENCE).until(() -> slow.struckCount() == 1);
        long epoch = number(CLAIM_EPOCH, "paused");
        Replica owner = pauseTheOwner("paused");

        // when another has taken over and the first wakes up
        await().atMost(PATIENCE).until(() -> tokenVersions("paused").contains(2L));
        owner.process().resume();
        owner.awaitReady();

        // then
        // more than once where the rejection came again, after the owner lost its partitions
        assertThat(number(CLAIM_EPOCH, "paused"))
                .as("others have had the claim")
                .isGreaterThan(epoch);
        await().during(Duration.ofSeconds(5)).atMost(PATIENCE).until(() -> number(TOKEN_VERSION, "paused") == 2);
        assertThat(tokenVersions("paused"))
                .as("one stored version, published in order")
                .isSorted()
                .containsOnly(1L, 2L);
        assertThat(installation.coupa().log().grantCount())
                .as("the one of the owner and the one of the successor")
                .isEqualTo(2);
        assertThat(view("paused")).contains("\"state\":\"ACTIVE\"");
    }

    private static void connect(String tenant) {
        installation.connect(replicas.get(0), tenant);
        await().atMost(PATIENCE).until(() -> view(tenant).contains("\"state\":\"ACTIVE\""));
    }

    /** Pauses one replica after the other until the claim is not renewed any more. */
    private static Replica pauseTheOwner(String tenant) {
        for (Replica replica : replicas) {
            replica.process().pause();
            if (lapses(tenant)) {
                return replica;
            }
            replica.process().resume();
        }
        throw new AssertionError("No replica has the claim of " + tenant + ".");
    }

    /** A renewal that was under way when its replica was paused still comes; and whoever has the claim next renews it too. */
    private static boolean lapses(String tenant) {
        long epoch = number(CLAIM_EPOCH, tenant);
        return !renewed(tenant) || !renewed(tenant) || number(CLAIM_EPOCH, tenant) != epoch;
    }

    private static boolean renewed(String tenant) {
        long seen = number(CLAIMED_UNTIL, tenant);
        try {
            await().atMost(CLAIM).until(() -> number(CLAIMED_UNTIL, tenant) != seen);
            return true;
        } catch (ConditionTimeoutException e) {
            return false;
        }
    }

    /** Asks as often as it takes, as a crowd is told to. */
    private static int verify(Replica replica, String tenant) {
        return await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(500))
                .until(() -> installation.verify(replica, tenant).statusCode(), status -> status != 503);
    }

    private static String view(String tenant) {
        return replicas.get(0).get("/api/v1/tenants/" + tenant + "/connection").asString();
    }

    private static long grants(String scope) {
        List<LoggedRequest> grants = installation.coupa().log().grants();
        return grants.stream().filter(grant -> grant.grant().endsWith(scope)).count();
    }

    private static List<Long> tokenVersions(String tenant) {
        return installation.records(ROSTER.tokenTopic(), tenant).stream()
                .map(r -> r.as(TokenEvent.class).tokenVersion())
                .toList();
    }

    /** As if twenty hours had passed. */
    private static void renewalsAreDue(String tenant) throws SQLException {
        change("update token set renew_at = now() where tenant = ?", tenant);
        change(
                "update scheduled_tasks set execution_time = now() where task_name = 'renew-token' and task_instance like ?",
                tenant + "/%");
    }

    private static void change(String statement, String parameter) throws SQLException {
        try (Connection database = installation.database();
                PreparedStatement update = database.prepareStatement(statement)) {
            update.setString(1, parameter);
            assertThat(update.executeUpdate()).isEqualTo(Task.all().size());
        }
    }

    private static long number(String query, String tenant) {
        try (Connection database = installation.database();
                PreparedStatement select = database.prepareStatement(query)) {
            select.setString(1, tenant);
            try (ResultSet result = select.executeQuery()) {
                result.next();
                return result.getLong(1);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
