package io.coupabridge.token.keyset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coupabridge.secrets.EventVerifier;
import io.coupabridge.secrets.KeysetFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No service can open what is not meant for it: each keyset has keys of its own, whatever its file is called. */
class KeysetsTest {

    @TempDir
    Path directory;

    private Path secrets;
    private Path roster;
    private Path expense;

    @BeforeEach
    void makeKeysets() {
        secrets = fresh("secrets.json");
        roster = fresh("roster.json");
        expense = fresh("expense.json");
    }

    @Test
    void takes_three_keysets_of_their_own() {
        assertThatCode(() -> keysets(secrets, roster, expense)).doesNotThrowAnyException();
    }

    @Test
    void refuses_one_file_under_two_names() throws IOException {
        // given
        Path symbolic = Files.createSymbolicLink(directory.resolve("symbolic.json"), roster);
        Path hard = Files.createLink(directory.resolve("hard.json"), roster);

        // when, then
        assertRefused(secrets, roster, roster);
        assertRefused(secrets, roster, symbolic);
        assertRefused(secrets, roster, hard);
        assertRefused(symbolic, roster, expense);
    }

    @Test
    void refuses_a_copy() throws IOException {
        // given
        Path copy = copy(roster);

        // when, then
        assertRefused(secrets, roster, copy);
        assertRefused(copy, roster, expense);
    }

    @Test
    void refuses_a_copy_that_was_rotated_since() throws IOException {
        // given
        Path copy = copy(roster);
        KeysetFile.rotate(copy);

        // when, then
        assertRefused(secrets, roster, copy);
        assertRefused(secrets, copy, roster);
    }

    @Test
    void refuses_to_start_without_the_keyset_of_a_task() {
        Map<String, String> incomplete = Map.of(
                "coupabridge.keysets.client-secrets", secrets.toString(),
                "coupabridge.keysets.roster-tokens", roster.toString());

        assertThatThrownBy(() -> TestKeysets.of(incomplete))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("coupabridge.keysets.expense-tokens is not set.");
    }

    @Test
    void refuses_the_keyset_of_a_task_that_does_not_exist() {
        String setting = "coupabridge.keysets.payroll-tokens";
        Map<String, String> odd = with(setting, roster);

        assertThatThrownBy(() -> TestKeysets.of(odd))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(setting + " is the keyset of no task. Known are [coupabridge.keysets.client-secrets,"
                        + " coupabridge.keysets.roster-tokens, coupabridge.keysets.expense-tokens,"
                        + " coupabridge.keysets.event-signing, coupabridge.keysets.kek-uri].");
    }

    @Test
    void signs_with_the_keyset_of_events() {
        // given
        Keysets keysets = TestKeysets.of(with("coupabridge.keysets.event-signing", signing()));

        // when
        String signature = keysets.events().sign("topic", new byte[] {1}, new byte[] {2});

        // then
        Path verification = directory.resolve("verification.json");
        KeysetFile.writePublic(directory.resolve("signing.json"), verification);
        assertThat(EventVerifier.fromKeysetFile(verification)
                        .verifies(signature, "topic", new byte[] {1}, new byte[] {2}))
                .isTrue();
    }

    @Test
    void refuses_to_start_without_the_keyset_that_signs() {
        assertThatThrownBy(() -> TestKeysets.of(with("coupabridge.keysets.roster-tokens", roster)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("coupabridge.keysets.event-signing is not set.");
    }

    @Test
    void refuses_to_sign_with_a_keyset_of_another_kind_and_names_the_setting() {
        // given
        Path verification = directory.resolve("verification.json");
        KeysetFile.writePublic(signing(), verification);

        // when, then
        for (Path wrong : List.of(verification, fresh("sealing.json"))) {
            assertThatThrownBy(() -> TestKeysets.of(with("coupabridge.keysets.event-signing", wrong)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("coupabridge.keysets.event-signing: ")
                    .hasMessageContaining("private Tink signature keyset");
        }
    }

    private Path signing() {
        Path file = directory.resolve("signing.json");
        KeysetFile.createSigning(file);
        return file;
    }

    private Map<String, String> with(String setting, Path file) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "coupabridge.keysets.client-secrets", secrets.toString(),
                "coupabridge.keysets.roster-tokens", roster.toString(),
                "coupabridge.keysets.expense-tokens", expense.toString()));
        settings.put(setting, file.toString());
        return settings;
    }

    private void assertRefused(Path clientSecrets, Path rosterTokens, Path expenseTokens) {
        assertThatThrownBy(() -> keysets(clientSecrets, rosterTokens, expenseTokens))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("coupabridge.keysets.")
                .hasMessageContaining("name the same keyset");
    }

    private static Keysets keysets(Path clientSecrets, Path rosterTokens, Path expenseTokens) {
        return TestKeysets.of(clientSecrets, rosterTokens, expenseTokens);
    }

    private Path fresh(String name) {
        Path file = directory.resolve(name);
        KeysetFile.create(file);
        return file;
    }

    private Path copy(Path file) throws IOException {
        Path copy = Files.copy(file, directory.resolve("copy.json"));
        return Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rw-------"));
    }
}
