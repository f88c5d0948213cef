package io.coupabridge.token.rotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.ConnectionState;
import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TokenEvent;
import io.coupabridge.secrets.KeyEncryption;
import io.coupabridge.secrets.KeyId;
import io.coupabridge.secrets.KeysetEditor;
import io.coupabridge.secrets.KeysetException;
import io.coupabridge.secrets.Sealer;
import io.coupabridge.secrets.Secret;
import io.coupabridge.simulator.CoupaInstance;
import io.coupabridge.token.connection.Connections;
import io.coupabridge.token.credential.Credentials;
import io.coupabridge.token.keyset.Keysets;
import io.coupabridge.token.scenario.Coupas;
import io.coupabridge.token.scenario.Management;
import io.coupabridge.token.scenario.Stored;
import io.coupabridge.token.scenario.Tenant;
import io.coupabridge.token.scenario.TestClock;
import io.coupabridge.token.scenario.TokenServiceResource;
import io.coupabridge.token.scenario.Workers;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Without a restart everything that is stored is encrypted with the new key, so that the old one can go. */
@QuarkusTest
@QuarkusTestResource(TokenServiceResource.class)
@Timeout(60)
class ResealingIT {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Task ROSTER = ApplicationRoster.TASK;

    @ConfigProperty(name = "coupabridge.keysets.client-secrets")
    Path clientSecrets;

    @ConfigProperty(name = "coupabridge.keysets.roster-tokens")
    Path rosterTokens;

    @Inject
    Keysets keysets;

    @Inject
    Credentials credentials;

    @Inject
    Connections connections;

    @Inject
    Resealing resealing;

    @Inject
    NeededKeys needed;

    @Inject
    TestClock clock;

    @Inject
    Stored stored;

    private final KeysetEditor editor = new KeysetEditor(KeyEncryption.none());
    private final Tenant first = new Tenant();
    private final Tenant broken = new Tenant();
    private final Tenant last = new Tenant();

    @AfterEach
    void forgetTheTenants() {
        stored.endTrouble();
        List.of(first, broken, last).forEach(Tenant::delete);
    }

    @Test
    void encrypts_every_secret_that_opens_and_leaves_the_others() {
        // given
        CoupaInstance coupa = Coupas.withClient();
        List.of(first, broken, last).forEach(tenant -> tenant.connect(coupa));
        stored.copyCredential(first.id(), broken.id());
        String unreadable = stored.sealedCredential(broken.id());

        // when
        editor.rotate(clientSecrets);

        // then
        long key = editor.contents(clientSecrets).primary();
        for (Tenant tenant : List.of(first, last)) {
            await().atMost(SOON).until(() -> keyOf(stored.sealedCredential(tenant.id())), OptionalLong.of(key)::equals);
            assertThat(credentials.open(connections.find(tenant.tenantId()).orElseThrow()))
                    .isEqualTo(Secret.of(Coupas.secret(coupa)));
            tenant.awaitConnectionEvent(event -> event.state() == ConnectionState.ACTIVE);
            assertThat(tenant.connectionEvents())
                    .as("no change that readers see")
                    .hasSize(2);
        }
        assertThat(stored.sealedCredential(broken.id())).isEqualTo(unreadable);
    }

    @Test
    void encrypts_tokens_and_publishes_them_again_under_their_version() {
        // given
        first.connect(Coupas.withClient());
        TokenEvent before = first.awaitTokenEvent(ROSTER, event -> event.status() == TokenEvent.Status.ISSUED);
        Secret token = Workers.opened(before);

        // when
        editor.rotate(rosterTokens);

        // then
        long key = editor.contents(rosterTokens).primary();
        TokenEvent after = first.awaitTokenEvent(
                ROSTER, event -> keyOf(event.sealedToken()).equals(OptionalLong.of(key)));
        assertThat(after.tokenVersion()).isEqualTo(before.tokenVersion());
        assertThat(Workers.opened(after)).isEqualTo(token);
    }

    @Test
    void changes_nothing_that_is_encrypted_with_the_primary_key() {
        // given
        first.connect(Coupas.withClient());
        first.awaitTokenEvent(ROSTER, event -> event.status() == TokenEvent.Status.ISSUED);
        resealing.resealAll(() -> false);
        String sealed = stored.sealedCredential(first.id());
        int tokens = first.tokenEvents(ROSTER).size();

        // when
        resealing.resealAll(() -> false);

        // then
        assertThat(stored.sealedCredential(first.id())).isEqualTo(sealed);
        assertThat(first.tokenEvents(ROSTER)).hasSize(tokens);
    }

    @Test
    void goes_on_where_it_was_interrupted() {
        // given
        CoupaInstance coupa = Coupas.withClient();
        List.of(first, broken, last).forEach(tenant -> tenant.connect(coupa));
        editor.rotate(clientSecrets);
        keysets.clientSecrets().keyset().reload();
        AtomicInteger looks = new AtomicInteger();

        // when
        resealing.resealAll(() -> looks.incrementAndGet() > 2);
        resealing.resealAll(() -> false);

        // then
        long key = editor.contents(clientSecrets).primary();
        for (Tenant tenant : List.of(first, broken, last)) {
            assertThat(keyOf(stored.sealedCredential(tenant.id()))).hasValue(key);
        }
    }

    @Test
    void goes_on_behind_a_tenant_whose_rows_cannot_be_changed() {
        // given
        CoupaInstance coupa = Coupas.withClient();
        List<Tenant> tenants = List.of(first, broken, last);
        tenants.forEach(tenant -> tenant.connect(coupa));
        tenants.forEach(tenant -> tenant.awaitTokenEvent(ROSTER, event -> event.status() == TokenEvent.Status.ISSUED));
        stored.refuseTokens(broken.id());
        editor.rotate(rosterTokens);
        keysets.tokens(ROSTER).keyset().reload();
        OptionalLong key = OptionalLong.of(editor.contents(rosterTokens).primary());

        // when
        assertThatThrownBy(() -> resealing.resealAll(() -> false)).hasMessageStartingWith("1 tenants were left out");

        // then
        for (Tenant tenant : List.of(first, last)) {
            tenant.awaitTokenEvent(ROSTER, event -> keyOf(event.sealedToken()).equals(key));
        }
        // when
        stored.endTrouble();
        resealing.resealAll(() -> false);
        // then
        broken.awaitTokenEvent(ROSTER, event -> keyOf(event.sealedToken()).equals(key));
    }

    @Test
    void keeps_a_key_that_something_is_sealed_with_until_it_is_there_again() throws Exception {
        // given
        first.connect(Coupas.withClient());
        String whole = Files.readString(clientSecrets);
        long needed = keyOf(stored.sealedCredential(first.id())).orElseThrow();
        Path other = Files.createTempFile(clientSecrets.getParent(), "other", ".json");
        Files.delete(other);
        editor.create(other);

        // when
        Files.writeString(clientSecrets, Files.readString(other));

        // then
        await().atMost(SOON).until(() -> metric("coupabridge_keyset_refused{keyset=\"client-secrets\"}") == 1);
        assertThat(keysets.clientSecrets().keyset().ids()).contains(needed);
        assertThat(first.verify().statusCode()).isEqualTo(200);
        assertThatThrownBy(() -> resealing.resealAll(() -> false))
                .as("sealed with a key that may be old")
                .isInstanceOf(KeysetException.class);
        // when
        Files.writeString(clientSecrets, whole);
        // then
        await().atMost(SOON).until(() -> metric("coupabridge_keyset_refused{keyset=\"client-secrets\"}") == 0);
    }

    @Test
    void judges_no_secret_whose_key_its_file_lacks_until_the_key_is_given_up() throws Exception {
        // given
        first.connect(Coupas.withClient());
        String sealed = stored.sealedCredential(first.id());
        Path other = Files.createTempFile(clientSecrets.getParent(), "newer", ".json");
        Files.delete(other);
        editor.create(other);
        stored.setCredential(
                first.id(), Sealer.fromKeysetFile(other).seal(Secret.of("secret"), "sealed by another replica"));
        long missing = editor.contents(other).primary();

        // when / then a start waits
        assertThatThrownBy(needed::requireThere)
                .hasMessageContaining(clientSecrets + " lacks keys [" + missing + "]")
                .hasMessageContaining("1 client secrets");
        // when / then it does not wait for ever: one lost key must not stop all other tenants
        clock.advance(Duration.ofMinutes(6));
        needed.requireThere();
        // when / then a running replica looks again
        assertThat(first.verify().statusCode()).isEqualTo(202);
        assertThat(first.state()).isNotEqualTo("REAUTHORIZATION_REQUIRED");
        // when it has the key
        stored.setCredential(first.id(), sealed);
        // then
        await().atMost(SOON).until(() -> first.state().equals("ACTIVE"));

        // given
        stored.setCredential(
                first.id(), Sealer.fromKeysetFile(other).seal(Secret.of("secret"), "sealed with a lost key"));
        // when
        stored.giveUp(missing);
        // then
        needed.requireThere();
        assertThat(first.verify().jsonPath().getString("reason")).isEqualTo("SECRET_UNREADABLE");
    }

    @Test
    void takes_no_key_of_another_keyset() throws Exception {
        // given
        String whole = Files.readString(rosterTokens);

        // when
        Files.writeString(rosterTokens, Files.readString(clientSecrets));

        // then
        await().atMost(SOON).until(() -> metric("coupabridge_keyset_refused{keyset=\"roster-tokens\"}") == 1);
        assertThat(keysets.tokens(ROSTER).keyset().ids())
                .doesNotContainAnyElementsOf(keysets.clientSecrets().keyset().ids());
        Files.writeString(rosterTokens, whole);
        await().atMost(SOON).until(() -> metric("coupabridge_keyset_refused{keyset=\"roster-tokens\"}") == 0);
    }

    private static OptionalLong keyOf(String sealed) {
        return sealed == null ? OptionalLong.empty() : KeyId.of(sealed);
    }

    private static double metric(String name) {
        return Management.get("/q/metrics")
                .asString()
                .lines()
                .filter(line -> line.startsWith(name))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .findFirst()
                .orElse(-1);
    }
}
