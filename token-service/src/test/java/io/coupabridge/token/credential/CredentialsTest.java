package io.coupabridge.token.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coupabridge.secrets.KeysetFile;
import io.coupabridge.secrets.Secret;
import io.coupabridge.secrets.UnsealException;
import io.coupabridge.token.connection.ConnectionRow;
import io.coupabridge.token.connection.ConnectionRow.CredentialKind;
import io.coupabridge.token.keyset.TestKeysets;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CredentialsTest {

    private static final Secret SECRET = Secret.of("the secret");

    @TempDir
    Path directory;

    private Path keyset;
    private Path roster;
    private Path expense;

    @BeforeEach
    void makeKeysets() {
        keyset = fresh("client-secrets.json");
        roster = fresh("roster.json");
        expense = fresh("expense.json");
    }

    @Test
    void opens_what_it_has_sealed_and_nothing_in_clear_is_stored() {
        // given
        Credentials credentials = credentials(keyset);
        ConnectionRow row = row();

        // when
        credentials.keep(row, SECRET);

        // then
        assertThat(row.sealedCredential).isNotBlank().doesNotContain("the secret");
        assertThat(credentials.open(row)).isEqualTo(SECRET);
        assertThat(credentials.holds(row, SECRET)).isTrue();
        assertThat(credentials.holds(row, Secret.of("another"))).isFalse();
    }

    /** What an attacker with access to the database could change. */
    private enum Tampering {
        TENANT(row -> row.tenant = "other"),
        ADDRESS(row -> row.baseUrl = "https://attacker.coupahost.com"),
        CLIENT(row -> row.clientId = "other"),
        KIND(row -> row.credentialKind = CredentialKind.API_KEY),
        VERSION(row -> row.credentialVersion++);

        private final Consumer<ConnectionRow> change;

        Tampering(Consumer<ConnectionRow> change) {
            this.change = change;
        }
    }

    @ParameterizedTest
    @EnumSource(Tampering.class)
    void does_not_open_for_another_row(Tampering tampering) {
        // given
        Credentials credentials = credentials(keyset);
        ConnectionRow row = row();
        credentials.keep(row, SECRET);

        // when
        tampering.change.accept(row);

        // then
        assertThatThrownBy(() -> credentials.open(row)).isInstanceOf(UnsealException.class);
        assertThat(credentials.holds(row, SECRET)).isFalse();
    }

    @Test
    void goes_on_opening_after_rotations_and_seals_with_the_newest_key() {
        // given
        ConnectionRow row = row();
        credentials(keyset).keep(row, SECRET);
        String sealedBefore = row.sealedCredential;

        // when
        for (int i = 0; i < 3; i++) {
            KeysetFile.rotate(keyset);
            assertThat(credentials(keyset).open(row)).isEqualTo(SECRET);
            credentials(keyset).keep(row, SECRET);
        }

        // then
        assertThat(credentials(keyset).open(row)).isEqualTo(SECRET);
        assertThat(keyOf(row.sealedCredential)).isNotEqualTo(keyOf(sealedBefore));
    }

    @Test
    void does_not_open_with_another_keyset() {
        // given
        ConnectionRow row = row();
        credentials(keyset).keep(row, SECRET);

        // when
        Credentials others = credentials(fresh("other.json"));

        // then
        assertThatThrownBy(() -> others.open(row)).isInstanceOf(UnsealException.class);
    }

    private Credentials credentials(Path clientSecrets) {
        return new Credentials(TestKeysets.of(clientSecrets, roster, expense));
    }

    private Path fresh(String name) {
        Path file = directory.resolve(name);
        KeysetFile.create(file);
        return file;
    }

    private static ConnectionRow row() {
        ConnectionRow row = new ConnectionRow();
        row.tenant = "acme";
        row.baseUrl = "https://acme.coupahost.com";
        row.clientId = "client";
        row.credentialKind = CredentialKind.OAUTH2_CLIENT;
        row.credentialVersion = 1;
        return row;
    }

    /** A ciphertext of Tink begins with the id of its key. */
    private static String keyOf(String sealed) {
        return sealed.substring(0, 6);
    }
}
