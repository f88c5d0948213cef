package io.coupabridge.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A keyset's file encrypted by a KMS whose client comes in a jar. */
class KeyEncryptionTest {

    private static final Secret SECRET = Secret.of("a client's secret");

    @TempDir
    Path folder;

    private final ClassLoader usual = Thread.currentThread().getContextClassLoader();
    private URLClassLoader withJar;
    private Path file;
    private String uri;

    @BeforeEach
    void addTheJarOfAKms() throws Exception {
        Path jar = folder.resolve("kms.jar");
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out)) {
            entries.putNextEntry(new JarEntry("META-INF/services/com.google.crypto.tink.KmsClient"));
            entries.write(FileKms.class.getName().getBytes(StandardCharsets.UTF_8));
        }
        withJar = new URLClassLoader(new URL[] {jar.toUri().toURL()}, usual);
        Thread.currentThread().setContextClassLoader(withJar);
        Path key = folder.resolve("kek.json");
        KeysetFile.create(key);
        uri = FileKms.SCHEME + key;
        file = folder.resolve("keyset.json");
    }

    @AfterEach
    void removeTheJar() throws Exception {
        Thread.currentThread().setContextClassLoader(usual);
        withJar.close();
    }

    @Test
    void makes_and_rotates_and_reads_a_keyset_that_never_lies_in_the_clear() throws Exception {
        // given
        assertThat(run("create", file)).isZero();
        Sealer sealer = Sealer.fromKeysetFile(file, encryption());
        String sealed = sealer.seal(SECRET, "tenant-a");
        // when
        assertThat(run("rotate", file)).isZero();
        // then
        assertThat(sealer.keyset().reload()).isTrue();
        assertThat(sealer.open(sealed, "tenant-a")).isEqualTo(SECRET);
        assertThat(Files.readString(file)).contains("encryptedKeyset").doesNotContain("keyData");
        assertThatThrownBy(() -> Sealer.fromKeysetFile(file)).isInstanceOf(KeysetException.class);
    }

    @Test
    void signs_with_an_encrypted_keyset_whose_public_one_is_in_the_clear() {
        // given
        Path verification = folder.resolve("verification.json");
        run("create-signing", file);
        // when
        int exit = run("public", file, verification);
        // then
        assertThat(exit).isZero();
        String signature = EventSigner.fromKeysetFile(file, encryption()).sign("topic", new byte[0], new byte[0]);
        assertThat(EventVerifier.fromKeysetFile(verification).verifies(signature, "topic", new byte[0], new byte[0]))
                .isTrue();
    }

    @Test
    void encrypts_a_file_that_lies_in_the_clear_and_takes_none_that_does() {
        // given
        KeysetFile.create(file);
        String sealed = Sealer.fromKeysetFile(file).seal(SECRET, "tenant-a");
        assertThatThrownBy(() -> Sealer.fromKeysetFile(file, encryption()))
                .isInstanceOf(KeysetException.class)
                .hasMessageContaining("encrypted with the key of the KMS");
        // when
        int exit = run("encrypt", file);
        // then
        assertThat(exit).isZero();
        assertThat(Sealer.fromKeysetFile(file, encryption()).open(sealed, "tenant-a"))
                .isEqualTo(SECRET);
        assertThat(run("encrypt", file)).as("twice").isEqualTo(1);
    }

    @Test
    void keeps_its_keys_while_the_kms_is_away() throws Exception {
        // given
        run("create", file);
        Sealer sealer = Sealer.fromKeysetFile(file, encryption());
        String sealed = sealer.seal(SECRET, "tenant-a");
        // when
        Files.delete(folder.resolve("kek.json"));
        // then
        assertThatCode(() -> sealer.keyset().reload()).doesNotThrowAnyException();
        assertThat(sealer.open(sealed, "tenant-a")).isEqualTo(SECRET);
        assertThatThrownBy(this::encryption)
                .isInstanceOf(KeysetException.class)
                .hasMessageContaining("The KMS does not answer.");
    }

    @Test
    void names_the_key_that_no_client_knows() {
        assertThatThrownBy(() -> KeyEncryption.of(Optional.of("aws-kms://arn:aws:kms:key/1")))
                .isInstanceOf(KeysetException.class)
                .hasMessageContaining("aws-kms://arn:aws:kms:key/1")
                .hasMessageContaining("Add the jar of your KMS");
    }

    private KeyEncryption encryption() {
        return KeyEncryption.of(Optional.of(uri));
    }

    private int run(String verb, Path... files) {
        String[] args = new String[files.length + 1];
        args[0] = verb;
        for (int i = 0; i < files.length; i++) {
            args[i + 1] = files[i].toString();
        }
        return KeysetTool.run(args, Optional.of(uri), new PrintStream(OutputStream.nullOutputStream()), System.err);
    }
}
