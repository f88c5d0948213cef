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

/** An event proves who made it, and whoever can check that cannot make one. */
class EventSignatureTest {

    private static final String TOPIC = "coupa.connections";
    private static final byte[] KEY = bytes("acme");
    private static final byte[] VALUE = bytes("{\"tenantId\":\"acme\",\"version\":3}");

    @TempDir
    Path folder;

    private Path signing;
    private Path verification;

    @BeforeEach
    void makeKeysets() {
        signing = folder.resolve("signing.json");
        verification = folder.resolve("verification.json");
        KeysetFile.createSigning(signing);
        KeysetFile.writePublic(signing, verification);
    }

    @Test
    void an_event_verifies_as_it_was_signed() {
        // when
        String signature = signer().sign(TOPIC, KEY, VALUE);
        // then
        assertThat(verifier().verifies(signature, TOPIC, KEY, VALUE)).isTrue();
    }

    @Test
    void an_event_verifies_neither_on_another_topic_nor_for_another_tenant_nor_altered() {
        // given
        String signature = signer().sign(TOPIC, KEY, VALUE);
        // when / then
        assertThat(verifier().verifies(signature, "coupa.tokens.roster", KEY, VALUE))
                .isFalse();
        assertThat(verifier().verifies(signature, TOPIC, bytes("globex"), VALUE))
                .isFalse();
        for (int i = 0; i < VALUE.length; i++) {
            byte[] altered = VALUE.clone();
            altered[i] ^= 1;
            assertThat(verifier().verifies(signature, TOPIC, KEY, altered)).isFalse();
        }
    }

    @Test
    void bytes_cannot_move_from_key_to_value() {
        // given
        String signature = signer().sign(TOPIC, bytes("ac"), bytes("me"));
        // when / then
        assertThat(verifier().verifies(signature, TOPIC, bytes("acm"), bytes("e")))
                .isFalse();
        assertThat(verifier().verifies(signature, TOPIC + "a", bytes("c"), bytes("me")))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "not base64 !", "AAAA"})
    void what_is_no_signature_does_not_verify(String signature) {
        assertThat(verifier().verifies(signature, TOPIC, KEY, VALUE)).isFalse();
    }

    @Test
    void another_signers_event_does_not_verify() {
        // given
        Path other = folder.resolve("other.json");
        KeysetFile.createSigning(other);
        String signature = EventSigner.fromKeysetFile(other).sign(TOPIC, KEY, VALUE);
        // when / then
        assertThat(verifier().verifies(signature, TOPIC, KEY, VALUE)).isFalse();
    }

    @Test
    void a_damaged_signature_does_not_verify() {
        // given
        byte[] signature = Base64.getDecoder().decode(signer().sign(TOPIC, KEY, VALUE));
        for (int i = 0; i < signature.length; i++) {
            byte[] damaged = signature.clone();
            damaged[i] ^= 1;
            // when / then
            assertThat(verifier().verifies(Base64.getEncoder().encodeToString(damaged), TOPIC, KEY, VALUE))
                    .isFalse();
        }
    }

    @Test
    void a_readers_keyset_cannot_sign() {
        assertThatThrownBy(() -> EventSigner.fromKeysetFile(verification))
                .isInstanceOf(KeysetException.class)
                .hasMessageContaining(verification.toString())
                .hasMessageContaining("private Tink signature keyset")
                .hasMessageContaining("create-signing");
    }

    @Test
    void a_reader_refuses_the_keyset_that_signs() {
        assertThatThrownBy(() -> EventVerifier.fromKeysetFile(signing))
                .isInstanceOf(KeysetException.class)
                .hasMessageContaining(signing.toString())
                .hasMessageContaining("holds secret keys")
                .hasMessageContaining("public SIGNING PUBLIC");
    }

    @Test
    void neither_takes_a_keyset_that_encrypts() {
        // given
        Path sealing = folder.resolve("sealing.json");
        KeysetFile.create(sealing);
        // when / then
        assertThatThrownBy(() -> EventVerifier.fromKeysetFile(sealing)).hasMessageContaining("holds secret keys");
        assertThatThrownBy(() -> EventSigner.fromKeysetFile(sealing))
                .isInstanceOf(KeysetException.class)
                .hasMessageContaining("private Tink signature keyset");
        assertThatThrownBy(() -> Sealer.fromKeysetFile(signing))
                .isInstanceOf(KeysetException.class)
                .hasMessageContaining("Tink AEAD keyset");
    }

    @Test
    void readers_take_both_keys_of_a_rotation_when_they_get_theirs_first() throws Exception {
        // given
        EventSigner before = signer();
        EventVerifier old = verifier();
        KeysetFile.rotate(signing);
        // when
        KeysetFile.writePublic(signing, verification);
        // then
        String signature = signer().sign(TOPIC, KEY, VALUE);
        assertThat(verifier().verifies(before.sign(TOPIC, KEY, VALUE), TOPIC, KEY, VALUE))
                .isTrue();
        assertThat(verifier().verifies(signature, TOPIC, KEY, VALUE)).isTrue();
        assertThat(old.verifies(signature, TOPIC, KEY, VALUE))
                .as("it looks for a key that it does not know")
                .isTrue();
    }

    @Test
    void a_public_keyset_is_not_rotated() {
        assertThatThrownBy(() -> KeysetFile.rotate(verification))
                .isInstanceOf(KeysetException.class)
                .hasMessageContaining("cannot be changed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "canary", "{}", "[]", "null", "{\"key\":[{\"keyData\":\"canary\"}]}"})
    void what_is_no_keyset_is_refused_without_quoting_it(String content) throws Exception {
        // given
        Path file = Files.writeString(folder.resolve("none.json"), content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        // when / then
        assertThatThrownBy(() -> EventVerifier.fromKeysetFile(file))
                .isInstanceOf(KeysetException.class)
                .hasNoCause()
                .message()
                .contains(file.toString())
                .doesNotContain("canary");
        assertThatThrownBy(() -> EventSigner.fromKeysetFile(file))
                .isInstanceOf(KeysetException.class)
                .hasNoCause()
                .message()
                .contains(file.toString())
                .doesNotContain("canary");
    }

    @Test
    void a_missing_file_names_the_command_that_makes_it() {
        // given
        Path missing = folder.resolve("missing.json");
        // when / then
        assertThatThrownBy(() -> EventVerifier.fromKeysetFile(missing))
                .hasMessageContaining("KeysetTool public SIGNING " + missing);
        assertThatThrownBy(() -> EventSigner.fromKeysetFile(missing))
                .hasMessageContaining("KeysetTool create-signing " + missing);
    }

    @Test
    void files_that_everybody_can_change_are_refused() throws Exception {
        // given
        Files.setPosixFilePermissions(verification, PosixFilePermissions.fromString("rw-r--rw-"));
        Files.setPosixFilePermissions(signing, PosixFilePermissions.fromString("rw-r--r--"));
        // when / then
        assertThatThrownBy(this::verifier).hasMessageContaining("chmod 644");
        assertThatThrownBy(this::signer).hasMessageContaining("chmod 600");
    }

    @Test
    void a_public_keyset_may_be_read_by_everybody() throws Exception {
        // when
        Files.setPosixFilePermissions(verification, PosixFilePermissions.fromString("rw-r--r--"));
        // then
        assertThat(verifier()).isNotNull();
    }

    private EventSigner signer() {
        return EventSigner.fromKeysetFile(signing);
    }

    private EventVerifier verifier() {
        return EventVerifier.fromKeysetFile(verification);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
