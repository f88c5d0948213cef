package io.coupabridge.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class KeysetToolTest {

    @TempDir
    Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void creates_a_keyset_that_only_its_owner_can_read() throws Exception {
        // given
        Path file = folder.resolve("keyset.json");
        // when
        int exit = run("create", file.toString());
        // then
        assertThat(exit).isZero();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(Sealer.fromKeysetFile(file)).isNotNull();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains(file.toString());
    }

    @Test
    void leaves_an_existing_file_alone() throws Exception {
        // given
        Path file = Files.writeString(folder.resolve("keyset.json"), "precious");
        // when
        int exit = run("create", file.toString());
        // then
        assertThat(exit).isEqualTo(1);
        assertThat(file).hasContent("precious");
        assertThat(err.toString(StandardCharsets.UTF_8)).contains(file.toString());
    }

    @Test
    void rotates_a_keyset_and_keeps_it_private() throws Exception {
        // given
        Path file = folder.resolve("keyset.json");
        run("create", file.toString());
        // when
        int exit = run("rotate", file.toString());
        // then
        assertThat(exit).isZero();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void makes_a_keyset_that_signs_and_its_public_one() {
        // given
        Path signing = folder.resolve("signing.json");
        Path verification = folder.resolve("verification.json");
        // when
        int made = run("create-signing", signing.toString());
        int published = run("public", signing.toString(), verification.toString());
        // then
        assertThat(made).isZero();
        assertThat(published).isZero();
        String signature = EventSigner.fromKeysetFile(signing).sign("topic", new byte[0], new byte[0]);
        assertThat(EventVerifier.fromKeysetFile(verification).verifies(signature, "topic", new byte[0], new byte[0]))
                .isTrue();
    }

    @Test
    void everybody_may_read_a_public_keyset_and_it_may_be_made_anew() throws Exception {
        // given
        Path signing = folder.resolve("signing.json");
        Path verification = folder.resolve("verification.json");
        run("create-signing", signing.toString());
        run("public", signing.toString(), verification.toString());
        run("rotate", signing.toString());
        // when
        int exit = run("public", signing.toString(), verification.toString());
        // then
        assertThat(exit).isZero();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(verification)))
                .isEqualTo("rw-r--r--");
        String signature = EventSigner.fromKeysetFile(signing).sign("topic", new byte[0], new byte[0]);
        assertThat(EventVerifier.fromKeysetFile(verification).verifies(signature, "topic", new byte[0], new byte[0]))
                .isTrue();
    }

    @Test
    void writes_no_public_keyset_over_anything_else() throws Exception {
        // given
        Path signing = folder.resolve("signing.json");
        Path other = folder.resolve("other.json");
        Path encrypting = folder.resolve("keyset.json");
        run("create-signing", signing.toString());
        run("create-signing", other.toString());
        run("create", encrypting.toString());
        Path text = Files.writeString(folder.resolve("text"), "precious");
        for (Path target : new Path[] {signing, other, encrypting, text}) {
            String before = Files.readString(target);
            // when
            int exit = run("public", signing.toString(), target.toString());
            // then
            assertThat(exit).as("%s", target).isEqualTo(1);
            assertThat(target).hasContent(before);
            assertThat(err.toString(StandardCharsets.UTF_8)).contains(target + " exists");
        }
    }

    @Test
    void makes_no_public_keyset_of_one_that_encrypts() {
        // given
        Path file = folder.resolve("keyset.json");
        run("create", file.toString());
        // when
        int exit = run("public", file.toString(), folder.resolve("public.json").toString());
        // then
        assertThat(exit).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains(file.toString())
                .contains("cannot be written");
        assertThat(folder.resolve("public.json")).doesNotExist();
    }

    @Test
    void adds_a_key_that_seals_nothing_before_it_is_promoted() {
        // given
        Path file = folder.resolve("keyset.json");
        run("create", file.toString());
        Sealer sealer = Sealer.fromKeysetFile(file);
        long first = sealer.keyset().primary();
        // when
        int added = run("add", file.toString());
        // then
        assertThat(added).isZero();
        sealer.keyset().reload();
        assertThat(sealer.keyset().primary()).isEqualTo(first);
        long second = sealer.keyset().ids().stream()
                .filter(id -> id != first)
                .findFirst()
                .orElseThrow();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("Added key " + second);
        // when
        int promoted = run("promote", file.toString(), Long.toString(second));
        // then
        assertThat(promoted).isZero();
        sealer.keyset().reload();
        assertThat(sealer.keyset().primary()).isEqualTo(second);
        assertThat(sealer.keyset().ids()).containsExactlyInAnyOrder(first, second);
        run("show", file.toString());
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("key " + first + System.lineSeparator())
                .contains("key " + second + ", primary" + System.lineSeparator());
        // when
        int inUse = run("remove", file.toString(), Long.toString(second));
        int removed = run("remove", file.toString(), Long.toString(first));
        // then
        assertThat(inUse).isEqualTo(1);
        assertThat(removed).isZero();
        sealer.keyset().reload();
        assertThat(sealer.keyset().ids()).containsExactly(second);
    }

    @Test
    void keeps_what_the_group_may_do_when_it_changes_a_file() throws Exception {
        // given
        Path file = folder.resolve("keyset.json");
        run("create", file.toString());
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        // when
        run("rotate", file.toString());
        // then
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-r-----");
    }

    @Test
    void adds_and_promotes_a_key_that_signs() {
        // given
        Path signing = folder.resolve("signing.json");
        Path verification = folder.resolve("verification.json");
        run("create-signing", signing.toString());
        EventSigner signer = EventSigner.fromKeysetFile(signing);
        run("add", signing.toString());
        run("public", signing.toString(), verification.toString());
        EventVerifier verifier = EventVerifier.fromKeysetFile(verification);
        long second = verifier.keyset().ids().stream()
                .filter(id -> id != signer.keyset().primary())
                .findFirst()
                .orElseThrow();
        // when
        int exit = run("promote", signing.toString(), Long.toString(second));
        // then
        assertThat(exit).isZero();
        signer.keyset().reload();
        String signature = signer.sign("topic", new byte[0], new byte[0]);
        assertThat(KeyId.of(signature)).hasValue(second);
        assertThat(verifier.verifies(signature, "topic", new byte[0], new byte[0]))
                .isTrue();
    }

    @Test
    void promotes_no_key_that_the_file_lacks() {
        // given
        Path file = folder.resolve("keyset.json");
        run("create", file.toString());
        for (String key : List.of("1", "first", "-1")) {
            // when / then
            assertThat(run("promote", file.toString(), key)).isEqualTo(1);
        }
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("has no key 1. Its keys are [")
                .contains("'first' is no id of a key");
    }

    @Test
    void fails_with_a_sentence_when_there_is_nothing_to_rotate() {
        // when
        int exit = run("rotate", folder.resolve("missing.json").toString());
        // then
        assertThat(exit).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("missing.json")
                .contains("does not exist");
    }

    @Test
    void fails_with_a_sentence_when_the_folder_is_missing() {
        // when
        int exit = run("create", folder.resolve("nowhere/keyset.json").toString());
        // then
        assertThat(exit).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("nowhere");
    }

    @Test
    void explains_itself() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("create FILE")
                .contains("rotate FILE")
                .contains("public SIGNING FILE");
        assertThat(run()).isEqualTo(2);
        assertThat(run("create")).isEqualTo(2);
        assertThat(run("destroy", "x")).isEqualTo(2);
        assertThat(run("public", "x")).isEqualTo(2);
        assertThat(run("create", "x", "y")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("create FILE");
    }

    @Test
    @Timeout(60)
    void runs_as_a_program_each_time_in_a_process_of_its_own() throws Exception {
        // given
        Path file = folder.resolve("keyset.json");
        Path signing = folder.resolve("signing.json");
        Path verification = folder.resolve("verification.json");
        // when
        int created = runInAProcess("create", file.toString());
        int rotated = runInAProcess("rotate", file.toString());
        int made = runInAProcess("create-signing", signing.toString());
        int published = runInAProcess("public", signing.toString(), verification.toString());
        // then
        assertThat(List.of(created, rotated, made, published)).containsOnly(0);
        assertThat(Sealer.fromKeysetFile(file)).isNotNull();
        assertThat(EventVerifier.fromKeysetFile(verification)).isNotNull();
    }

    private static int runInAProcess(String... args) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                KeysetTool.class.getName()));
        command.addAll(List.of(args));
        Process process = new ProcessBuilder(command).inheritIO().start();
        assertThat(process.waitFor(50, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    private int run(String... args) {
        return KeysetTool.run(
                args,
                Optional.empty(),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }
}
