package io.coupabridge.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SealerTest {

    private static final Secret SECRET = Secret.of("a client's secret, ünïcode too");

    @TempDir
    Path folder;

    private Path keyset;

    @BeforeEach
    void createKeyset() {
        keyset = folder.resolve("keyset.json");
        KeysetFile.create(keyset);
    }

    @Test
    void opens_what_it_sealed_in_the_same_context() {
        // given
        Sealer sealer = Sealer.fromKeysetFile(keyset);
        // when
        String sealed = sealer.seal(SECRET, "tenant-a");
        // then
        assertThat(Sealer.fromKeysetFile(keyset).open(sealed, "tenant-a")).isEqualTo(SECRET);
        assertThat(new String(Base64.getDecoder().decode(sealed), StandardCharsets.ISO_8859_1))
                .doesNotContain("client");
    }

    @Test
    void seals_the_same_secret_differently_each_time() {
        // given
        Sealer sealer = Sealer.fromKeysetFile(keyset);
        // when / then
        assertThat(sealer.seal(SECRET, "tenant-a")).isNotEqualTo(sealer.seal(SECRET, "tenant-a"));
    }

    @Test
    void does_not_open_for_another_tenant() {
        // given
        Sealer sealer = Sealer.fromKeysetFile(keyset);
        String sealed = sealer.seal(SECRET, "tenant-a");
        // when / then
        assertThatThrownBy(() -> sealer.open(sealed, "tenant-b")).isInstanceOf(UnsealException.class);
    }

    @Test
    void does_not_open_with_another_keyset() {
        // given
        String sealed = Sealer.fromKeysetFile(keyset).seal(SECRET, "tenant-a");
        Path other = folder.resolve("other.json");
        KeysetFile.create(other);
        // when / then
        assertThatThrownBy(() -> Sealer.fromKeysetFile(other).open(sealed, "tenant-a"))
                .isInstanceOf(UnsealException.class);
    }

    @Test
    void does_not_open_when_any_byte_was_changed() {
        // given
        Sealer sealer = Sealer.fromKeysetFile(keyset);
        byte[] sealed = Base64.getDecoder().decode(sealer.seal(SECRET, "tenant-a"));

        for (int i = 0; i < sealed.length; i++) {
            byte[] damaged = sealed.clone();
            damaged[i] ^= 1;
            String text = Base64.getEncoder().encodeToString(damaged);
            // when / then
            assertThatThrownBy(() -> sealer.open(text, "tenant-a")).isInstanceOf(UnsealException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "not base64 !", "AAAA"})
    void does_not_open_what_was_never_sealed(String text) {
        assertThatThrownBy(() -> Sealer.fromKeysetFile(keyset).open(text, "tenant-a"))
                .isInstanceOf(UnsealException.class);
    }

    @Test
    void opens_after_three_rotations_what_every_older_key_sealed() {
        // given
        String[] sealed = new String[4];
        for (int i = 0; i < 4; i++) {
            sealed[i] = Sealer.fromKeysetFile(keyset).seal(SECRET, "tenant-a");
            // when
            KeysetFile.rotate(keyset);
        }

        // then
        Sealer rotated = Sealer.fromKeysetFile(keyset);
        assertThat(sealed)
                .allSatisfy(old -> assertThat(rotated.open(old, "tenant-a")).isEqualTo(SECRET));
    }

    @Test
    void seals_with_the_new_key_after_a_rotation() throws Exception {
        // given
        Path before = Files.copy(keyset, folder.resolve("before.json"));
        Files.setPosixFilePermissions(before, PosixFilePermissions.fromString("rw-------"));

        // when
        KeysetFile.rotate(keyset);

        // then
        String sealed = Sealer.fromKeysetFile(keyset).seal(SECRET, "tenant-a");
        assertThatThrownBy(() -> Sealer.fromKeysetFile(before).open(sealed, "tenant-a"))
                .isInstanceOf(UnsealException.class);
    }

    @Test
    void refuses_a_missing_keyset_and_names_the_command_that_makes_one() {
        // given
        Path missing = folder.resolve("missing.json");
        // when / then
        assertThatThrownBy(() -> Sealer.fromKeysetFile(missing))
                .isInstanceOf(KeysetException.class)
                .hasMessageContaining(missing.toString())
                .hasMessageContaining("io.coupabridge.secrets.KeysetTool create " + missing);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r--r--", "rw-----w-"})
    void refuses_a_keyset_that_everybody_can_get_at(String permissions) throws Exception {
        // given
        Files.setPosixFilePermissions(keyset, PosixFilePermissions.fromString(permissions));
        // when / then
        assertThatThrownBy(() -> Sealer.fromKeysetFile(keyset))
                .isInstanceOf(KeysetException.class)
                .hasMessageContaining("chmod 600");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "canary", "{}", "[]", "null", "{\"key\":[{\"keyData\":\"canary\"}]}", "{\"primaryKeyId\":1,"
            })
    void refuses_what_is_no_keyset_without_quoting_it(String content) throws Exception {
        // given
        Files.writeString(keyset, content);
        // when / then
        assertThatThrownBy(() -> Sealer.fromKeysetFile(keyset))
                .isInstanceOf(KeysetException.class)
                .hasNoCause()
                .message()
                .contains(keyset.toString())
                .doesNotContain("canary");
    }
}
