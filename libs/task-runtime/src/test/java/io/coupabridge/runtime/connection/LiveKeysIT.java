package io.coupabridge.runtime.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.RunMode;
import io.coupabridge.contracts.TaskEvent.Type;
import io.coupabridge.contracts.TokenEvent;
import io.coupabridge.runtime.RuntimeTest;
import io.coupabridge.runtime.ledger.Database;
import io.coupabridge.secrets.EventSigner;
import io.coupabridge.secrets.KeyEncryption;
import io.coupabridge.secrets.KeysetEditor;
import io.coupabridge.secrets.Sealer;
import io.coupabridge.secrets.Secret;
import io.coupabridge.secrets.UnsealException;
import io.coupabridge.simulator.CoupaInstance;
import io.coupabridge.simulator.InstanceSpec;
import io.coupabridge.testing.scenario.Platform;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A worker's keys follow their files while it reads. */
@QuarkusTest
class LiveKeysIT extends RuntimeTest {

    @Inject
    ConnectionStore store;

    @Inject
    Sealer sealer;

    @Inject
    Database database;

    private final KeysetEditor editor = new KeysetEditor(KeyEncryption.none());
    private CoupaInstance coupa;
    private Sealer tokenService;
    private EventSigner signer;
    private Platform rotating;

    @BeforeEach
    void connect() {
        awaitStart();
        // tokens of other tests are sealed with keys that these tests remove
        database.update("delete from token");
        coupa = coupa(InstanceSpec.defaults().users(10).expenseLines(0));
        tokenService = Sealer.fromKeysetFile(keyset);
        signer = EventSigner.fromKeysetFile(signing());
        rotating = new Platform(bootstrapServers, ApplicationRoster.TASK, tokenService, signer);
        rotating.connected(tenant, coupa.origin(), token(coupa), 25);
        await().atMost(SOON).until(() -> store.token(tenant).isPresent());
    }

    @AfterEach
    void close() {
        rotating.close();
    }

    @Test
    void opens_every_token_through_three_rotations() throws Exception {
        // given
        AtomicBoolean ended = new AtomicBoolean();
        AtomicInteger opened = new AtomicInteger();
        AtomicInteger failed = new AtomicInteger();
        CompletableFuture<Void> reader = CompletableFuture.runAsync(() -> {
            while (!ended.get()) {
                (opens(store.token(tenant).orElseThrow()) ? opened : failed).incrementAndGet();
            }
        });

        for (int rotation = 1; rotation <= 3; rotation++) {
            // when
            int openedBefore = opened.get();
            long old = tokenService.keyset().primary();
            long fresh = editor.add(keyset);
            editor.promote(keyset, fresh);
            tokenService.keyset().reload();
            long version = rotation + 1;
            rotating.token(
                    tenant,
                    version,
                    token(coupa),
                    coupa.origin(),
                    25,
                    Instant.now().minusSeconds(60));
            await().atMost(SOON).until(() -> store.token(tenant).orElseThrow().tokenVersion() == version);
            editor.remove(keyset, old);
            tokenService.keyset().reload();

            // then
            await().atMost(SOON).until(() -> !sealer.keyset().ids().contains(old));
            assertThat(rotating.outcome(rotating.run(tenant, RunMode.FULL), SOON)
                            .type())
                    .isEqualTo(Type.COMPLETED);
            assertThat(opened).as("while keys change").hasValueGreaterThan(openedBefore);
        }
        ended.set(true);
        // fails if the reader has
        reader.get(20, TimeUnit.SECONDS);
        assertThat(failed).hasValue(0);
        assertThat(opened).hasValueGreaterThan(100);
    }

    @Test
    void believes_events_that_a_new_key_has_signed() {
        // given
        long fresh = editor.add(signing());
        editor.writePublic(signing(), eventKeyset);
        editor.promote(signing(), fresh);
        signer.keyset().reload();

        // when
        rotating.token(
                tenant, 2, token(coupa), coupa.origin(), 25, Instant.now().minusSeconds(60));

        // then
        assertThat(signer.keyset().primary()).isEqualTo(fresh);
        await().atMost(SOON).until(() -> store.token(tenant).orElseThrow().tokenVersion() == 2);
    }

    @Test
    void keeps_a_key_that_a_token_needs_and_the_keys_of_a_file_that_breaks() throws Exception {
        // given
        String before = Files.readString(keyset);
        long needed = tokenService.keyset().primary();
        editor.rotate(keyset);
        editor.remove(keyset, needed);
        String tooEarly = Files.readString(keyset);

        for (String content : new String[] {tooEarly, "", before.substring(0, 100)}) {
            // when
            Files.writeString(keyset, content);
            // then
            await().atMost(SOON).until(() -> refused() == 1);
            assertThat(sealer.keyset().ids()).contains(needed);
            assertThat(rotating.outcome(rotating.run(tenant, RunMode.FULL), SOON)
                            .type())
                    .isEqualTo(Type.COMPLETED);
            // when
            Files.writeString(keyset, before);
            // then
            await().atMost(SOON).until(() -> refused() == 0);
        }
    }

    private boolean opens(TokenEvent token) {
        try {
            return sealer.open(token.sealedToken(), token.associatedData()) instanceof Secret;
        } catch (UnsealException e) {
            return false;
        }
    }

    private Path signing() {
        return eventKeyset.resolveSibling("event-signing.json");
    }

    private static double refused() {
        String name = "coupabridge_keyset_refused{keyset=\"tokens\"}";
        return management("/q/metrics")
                .asString()
                .lines()
                .filter(line -> line.startsWith(name))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length())))
                .findFirst()
                .orElse(-1);
    }
}
