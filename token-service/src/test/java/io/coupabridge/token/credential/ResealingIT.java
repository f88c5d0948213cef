package io.coupabridge.token.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coupabridge.secrets.KeysetFile;
import io.coupabridge.secrets.Secret;
import io.coupabridge.secrets.UnsealException;
import io.coupabridge.simulator.CoupaInstance;
import io.coupabridge.token.connection.ConnectionRow;
import io.coupabridge.token.connection.Connections;
import io.coupabridge.token.keyset.Keysets;
import io.coupabridge.token.keyset.TestKeysets;
import io.coupabridge.token.scenario.Coupas;
import io.coupabridge.token.scenario.Stored;
import io.coupabridge.token.scenario.Tenant;
import io.coupabridge.token.scenario.TokenServiceResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** After a rotation every stored secret is encrypted with the new key, so that the old one can go. */
@QuarkusTest
@QuarkusTestResource(TokenServiceResource.class)
@Timeout(60)
class ResealingIT {

    @TempDir
    Path directory;

    @ConfigProperty(name = "coupabridge.keysets.client-secrets")
    Path clientSecrets;

    @ConfigProperty(name = "coupabridge.keysets.roster-tokens")
    Path rosterTokens;

    @ConfigProperty(name = "coupabridge.keysets.expense-tokens")
    Path expenseTokens;

    @Inject
    Keysets current;

    @Inject
    Connections connections;

    @Inject
    Stored stored;

    private final Tenant first = new Tenant();
    private final Tenant broken = new Tenant();
    private final Tenant last = new Tenant();
    private Credentials rotated;

    @BeforeEach
    void rotate() throws IOException {
        Path copy = Files.copy(clientSecrets, directory.resolve("rotated.json"));
        Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rw-------"));
        KeysetFile.rotate(copy);
        rotated = new Credentials(TestKeysets.of(copy, rosterTokens, expenseTokens));
    }

    @AfterEach
    void forgetTheTenants() {
        first.delete();
        broken.delete();
        last.delete();
    }

    @Test
    void encrypts_every_secret_that_opens_and_leaves_the_others() {
        // given
        CoupaInstance coupa = Coupas.withClient();
        first.connect(coupa);
        broken.connect(coupa);
        last.connect(coupa);
        stored.copyCredential(first.id(), broken.id());
        String unreadable = stored.sealedCredential(broken.id());

        // when
        new Resealing(connections, rotated).resealAll();

        // then
        for (Tenant tenant : new Tenant[] {first, last}) {
            ConnectionRow row = connections.find(tenant.tenantId()).orElseThrow();
            assertThat(row.sealedCredential).startsWith(rotated.primaryMark());
            assertThat(rotated.open(row)).isEqualTo(Secret.of(Coupas.secret(coupa)));
            assertThatThrownBy(() -> new Credentials(current).open(row)).isInstanceOf(UnsealException.class);
            assertThat(tenant.connectionEvents())
                    .as("no change that readers see")
                    .hasSize(2);
        }
        assertThat(stored.sealedCredential(broken.id())).isEqualTo(unreadable);
    }

    @Test
    void changes_nothing_that_is_encrypted_with_the_primary_key() {
        // given
        first.connect(Coupas.withClient());
        new Resealing(connections, rotated).resealAll();
        String sealed = stored.sealedCredential(first.id());

        // when
        new Resealing(connections, rotated).resealAll();

        // then
        assertThat(stored.sealedCredential(first.id())).isEqualTo(sealed);
    }
}
