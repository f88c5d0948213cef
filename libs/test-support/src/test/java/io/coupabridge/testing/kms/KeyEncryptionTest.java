package io.coupabridge.testing.kms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coupabridge.secrets.EventSigner;
import io.coupabridge.secrets.EventVerifier;
import io.coupabridge.secrets.KeyEncryption;
import io.coupabridge.secrets.KeysetEditor;
import io.coupabridge.secrets.KeysetException;
import io.coupabridge.secrets.KeysetFile;
import io.coupabridge.secrets.Sealer;
import io.coupabridge.secrets.Secret;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A keyset's file encrypted by a KMS whose client comes in a jar. */
class KeyEncryptionTest {

    private static final Secret SECRET = Secret.of("a client's secret");
    private static final String TENANT = "tenant-a";

    @TempDir
    Path folder;

    private Path jar;
    private Path kek;
    private Path file;
    private KeyEncryption encryption;
    private KeysetEditor editor;

    @BeforeEach
    void addTheJarOfAKms() {
        jar = KmsJar.in(folder);
        kek = folder.resolve("kek.json");
        KeysetFile.create(kek);
        file = folder.resolve("keyset.json");
        encryption = KmsJar.encryption(jar, FileKms.uri(kek));
        editor = new KeysetEditor(encryption);
    }

    @Test
    void makes_rotates_and_reads_a_keyset_that_never_lies_in_the_clear() throws Exception {
        // given
        editor.create(file);
        Sealer sealer = Sealer.fromKeysetFile(file, encryption);
        String sealed = sealer.seal(SECRET, TENANT);
        // when
        editor.rotate(file);
        // then
        assertThat(sealer.keyset().reload()).isTrue();
        assertThat(sealer.keyset().ids()).hasSize(2);
        assertThat(sealer.open(sealed, TENANT)).isEqualTo(SECRET);
        assertThat(Files.readString(file)).contains("encryptedKeyset").doesNotContain("keyData");
        assertThatThrownBy(() -> Sealer.fromKeysetFile(file)).isInstanceOf(KeysetException.class);
    }

    @Test
    void signs_with_an_encrypted_keyset_whose_public_one_is_in_the_clear() {
        // given
        Path verification = folder.resolve("verification.json");
        editor.createSigning(file);
        // when
        editor.writePublic(file, verification);
        // then
        String signature = EventSigner.fromKeysetFile(file, encryption).sign("topic", new byte[0], new byte[0]);
        assertThat(EventVerifier.fromKeysetFile(verification).verifies(signature, "topic", new byte[0], new byte[0]))
                .isTrue();
    }

    @Test
    void encrypts_a_file_that_lies_in_the_clear_and_takes_none_that_does() {
        // given
        KeysetFile.create(file);
        String sealed = Sealer.fromKeysetFile(file).seal(SECRET, TENANT);
        assertThatThrownBy(() -> Sealer.fromKeysetFile(file, encryption))
                .isInstanceOf(KeysetException.class)
                .hasMessageContaining("encrypted with the key of the KMS");
        // when
        editor.encrypt(file);
        // then
        assertThat(Sealer.fromKeysetFile(file, encryption).open(sealed, TENANT)).isEqualTo(SECRET);
        assertThatThrownBy(() -> editor.encrypt(file)).as("twice").isInstanceOf(KeysetException.class);
    }

    @Test
    void keeps_its_keys_when_the_file_is_encrypted_with_another_key() {
        // given
        editor.create(file);
        Sealer sealer = Sealer.fromKeysetFile(file, encryption);
        String sealed = sealer.seal(SECRET, TENANT);
        Path other = folder.resolve("other-kek.json");
        KeysetFile.create(other);
        // when
        file.toFile().delete();
        new KeysetEditor(KmsJar.encryption(jar, FileKms.uri(other))).create(file);
        // then
        assertThatThrownBy(() -> sealer.keyset().reload()).hasMessageContaining("The KMS did not decrypt the keyset");
        assertThat(sealer.open(sealed, TENANT)).isEqualTo(SECRET);
    }

    @Test
    void says_why_a_key_cannot_be_used() throws Exception {
        // given
        Files.delete(kek);
        // when / then
        assertThatThrownBy(() -> KmsJar.encryption(jar, FileKms.uri(kek)))
                .isInstanceOf(KeysetException.class)
                .hasMessageContaining(FileKms.uri(kek))
                .hasMessageContaining("The KMS does not answer.");
        assertThatThrownBy(() -> KeyEncryption.of(Optional.of("aws-kms://arn:aws:kms:key/1")))
                .isInstanceOf(KeysetException.class)
                .hasMessageContaining("aws-kms://arn:aws:kms:key/1")
                .hasMessageContaining("Add the jar of your KMS");
    }
}
