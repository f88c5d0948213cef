package io.coupabridge.local.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.ConnectionState;
import io.coupabridge.contracts.ErrorCode;
import io.coupabridge.contracts.TaskEvent;
import io.coupabridge.contracts.TaskEvent.Type;
import io.coupabridge.contracts.TaskEvent.WaitReason;
import io.coupabridge.local.TokenServiceClient;
import io.coupabridge.secrets.KeysetFile;
import io.coupabridge.simulator.InstanceSpec;
import io.coupabridge.testing.TestPostgres;
import io.coupabridge.testing.TestTokens;
import io.coupabridge.testing.process.Replica;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** A keyset without a copy is lost, and another one is in its place: what stops, and how people have it go on. */
@Tag("long")
@Timeout(600)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LostKeysIT {

    private static final Duration IN_TIME = Duration.ofSeconds(90);
    private static final Duration OFTEN = Duration.ofMillis(200);
    private static final int USERS = 200;
    private static final InstanceSpec COMPANY =
            InstanceSpec.defaults().users(USERS).latency(Duration.ofMillis(10));

    private FaultBed bed;
    private Tenant withoutToken;
    private Tenant withoutSecret;
    private Replica roster;
    private Replica tokenService;

    @BeforeAll
    void prepare() {
        bed = new FaultBed(ApplicationRoster.TASK, "lost-keys");
        withoutToken = bed.unconnectedTenant("without-token", COMPANY.seed(1));
        withoutSecret = bed.unconnectedTenant("without-secret", COMPANY.seed(2));
        roster = bed.replica().start();
        tokenService = bed.tokenService().start();
        roster.awaitReady();
        tokenService.awaitReady();
    }

    @AfterAll
    void clear() {
        bed.close();
    }

    @Test
    void runs_wait_for_tokens_whose_keyset_is_lost_until_connections_are_verified() throws IOException {
        // given
        connect(withoutToken);
        assertCompletes(withoutToken.sendFullRun());
        replace(bed.keysetOfTokens());
        assertRefusesTheFile(roster, "tokens");
        assertRefusesTheFile(tokenService, "roster-tokens");
        // the keys from before are in use
        assertCompletes(withoutToken.sendFullRun());

        // when
        startAnew(roster);
        startAnew(tokenService);
        UUID command = withoutToken.sendFullRun();

        // then
        TaskEvent waits = bed.platform().awaitWait(command, WaitReason.TOKEN_PENDING, IN_TIME);
        assertThat(waits.waiting().message())
                .isEqualTo("The token does not open with this service's keyset; an operator has to look at the"
                        + " keysets.");
        assertThat(roster.ready()).isTrue();

        // when
        long grants = withoutToken.coupa().tokens().mintedCount();
        new Operator(tokenService).verify(withoutToken);

        // then
        assertCompletes(command);
        assertThat(withoutToken.coupa().tokens().mintedCount() - grants).isEqualTo(1);
        assertNothingLostOrDoubled(withoutToken, "keysets of tokens lost");
    }

    @Test
    void connections_whose_secrets_are_lost_ask_for_them_and_tasks_go_on_meanwhile() throws IOException {
        // given
        connect(withoutSecret);
        replace(bed.keysetOfSecrets());

        // when
        tokenService.close();
        tokenService.start();

        // then
        String[] waitsFor = {""};
        await().atMost(IN_TIME).pollInterval(OFTEN).until(() -> {
            waitsFor[0] = tokenService.health("ready").body();
            return waitsFor[0].contains("lacks keys");
        });
        assertCompletes(withoutSecret.sendFullRun());

        // when
        giveUp(lostKey(waitsFor[0]));

        // then
        tokenService.awaitReady();
        new Operator(tokenService).verify(withoutSecret);
        awaitState(withoutSecret, ConnectionState.REAUTHORIZATION_REQUIRED);
        assertThat(connections()
                        .connectionOf(withoutSecret.id().value())
                        .path("reason")
                        .asText())
                .isEqualTo("SECRET_UNREADABLE");
        TaskEvent failed = bed.platform().outcome(withoutSecret.sendFullRun(), IN_TIME);
        assertThat(failed.failure().code()).isEqualTo(ErrorCode.REAUTHORIZATION_REQUIRED);

        // when
        connect(withoutSecret);

        // then
        assertCompletes(withoutSecret.sendFullRun());
        assertThat(bed.judge(withoutSecret)
                        .note("LostKeysIT: keysets of client secrets lost", Map.of("keysets lost", 1))
                        .assertExact()
                        .records())
                .hasSize(USERS);
    }

    private static void assertRefusesTheFile(Replica replica, String keyset) {
        Operator operator = new Operator(replica);
        operator.awaitMetric("coupabridge_keyset_refused{keyset=\"" + keyset + "\"", 1);
        await().atMost(IN_TIME)
                .pollInterval(OFTEN)
                .untilAsserted(
                        () -> assertThat(operator.doctor().path("findings").toString())
                                .contains("\"about\":\"keysets\"")
                                .contains("lacks keys of"));
    }

    /** As docs/operate.md says. */
    private void giveUp(String key) {
        TestPostgres.execute(bed.connections().url(), """
                update connection set sealed_credential = 'lost'
                  where substr(decode(left(sealed_credential, 8), 'base64'), 2, 4) = substr(int8send(%1$s), 5);
                update grant_call set sealed_fingerprint = null
                  where substr(decode(left(sealed_fingerprint, 8), 'base64'), 2, 4) = substr(int8send(%1$s), 5);
                """.formatted(key));
    }

    private static String lostKey(String waitsFor) {
        Matcher key = Pattern.compile("lacks keys \\[([0-9]+)]").matcher(waitsFor);
        assertThat(key.find()).as(waitsFor).isTrue();
        return key.group(1);
    }

    /** In the task service, which hears of it last. */
    private void awaitState(Tenant tenant, ConnectionState state) {
        await().atMost(IN_TIME).pollInterval(OFTEN).until(() -> state.name().equals(bed.known(tenant, "state")));
    }

    /** A new keyset in the place of the old one, at once. */
    private static void replace(Path keyset) throws IOException {
        Path fresh = keyset.resolveSibling("fresh-" + keyset.getFileName());
        KeysetFile.create(fresh);
        Files.move(fresh, keyset, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void startAnew(Replica replica) {
        replica.close();
        replica.start().awaitReady();
    }

    private void connect(Tenant tenant) {
        connections()
                .connect(
                        tenant.id().value(),
                        tenant.coupa().origin().toString(),
                        FaultBed.CLIENT,
                        FaultBed.secretOf(tenant));
        awaitState(tenant, ConnectionState.ACTIVE);
    }

    private TokenServiceClient connections() {
        return new TokenServiceClient(tokenService.origin(), TestTokens.shared());
    }

    private void assertCompletes(UUID command) {
        assertThat(bed.platform().outcome(command, IN_TIME))
                .extracting(TaskEvent::type)
                .isEqualTo(Type.COMPLETED);
    }

    private void assertNothingLostOrDoubled(Tenant tenant, String what) {
        assertThat(bed.judge(tenant)
                        .note("LostKeysIT: " + what, Map.of("keysets lost", 1))
                        .assertExact()
                        .assertCompleted()
                        .records())
                .hasSize(USERS);
    }
}
