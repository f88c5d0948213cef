package io.coupabridge.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LiveKeysetTest {

    private static final Secret SECRET = Secret.of("a client's secret");
    private static final String TENANT = "tenant-a";

    @TempDir
    Path folder;

    private Path file;
    private Sealer sealer;
    private String sealed;

    @BeforeEach
    void seal() {
        file = folder.resolve("keyset.json");
        KeysetFile.create(file);
        sealer = Sealer.fromKeysetFile(file);
        sealed = sealer.seal(SECRET, TENANT);
    }

    @Test
    void takes_the_keys_of_a_changed_file() {
        // given
        KeysetFile.rotate(file);
        // when
        boolean changed = sealer.keyset().reload();
        // then
        assertThat(changed).isTrue();
        assertThat(KeyId.of(sealer.seal(SECRET, TENANT)))
                .hasValue(sealer.keyset().primary())
                .isNotEqualTo(KeyId.of(sealed));
        assertThat(sealer.open(sealed, TENANT)).isEqualTo(SECRET);
        assertThat(sealer.keyset().reload()).as("once").isFalse();
    }

    @Test
    void follows_a_link_that_is_laid_anew_as_kubernetes_does() throws Exception {
        // given
        Path link = Files.createSymbolicLink(folder.resolve("link.json"), file);
        Sealer linked = Sealer.fromKeysetFile(link);
        Path next = copyTo("next.json");
        KeysetFile.rotate(next);
        // when
        Files.move(
                Files.createSymbolicLink(folder.resolve("new-link.json"), next),
                link,
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
        // then
        assertThat(linked.keyset().reload()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "canary", "{}", "{\"primaryKeyId\":1,", "half"})
    void refuses_a_broken_file_and_keeps_its_keys(String content) throws Exception {
        // given
        KeysetFile.rotate(file);
        String whole = Files.readString(file);
        Files.writeString(file, content.equals("half") ? whole.substring(0, whole.length() / 2) : content);
        // when
        assertThatThrownBy(() -> sealer.keyset().reload())
                .isInstanceOf(KeysetException.class)
                .hasNoCause()
                .message()
                .contains(file.toString())
                .doesNotContain("canary");
        // then
        assertThat(sealer.open(sealed, TENANT)).isEqualTo(SECRET);
        assertThat(KeyId.of(sealer.seal(SECRET, TENANT))).isEqualTo(KeyId.of(sealed));
        // when it is whole after all
        Files.writeString(file, whole);
        assertThat(sealer.keyset().reload()).isTrue();
        assertThat(sealer.open(sealed, TENANT)).isEqualTo(SECRET);
    }

    @Test
    void refuses_a_file_that_is_gone_or_open_to_everybody_and_keeps_its_keys() throws Exception {
        // given
        KeysetFile.rotate(file);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        // when / then
        assertThatThrownBy(() -> sealer.keyset().reload()).hasMessageContaining("chmod 600");
        assertThat(sealer.open(sealed, TENANT)).isEqualTo(SECRET);
        // when
        Files.delete(file);
        // then
        assertThatThrownBy(() -> sealer.keyset().reload())
                .isInstanceOf(KeysetException.class)
                .hasMessageContaining("cannot be read (NoSuchFileException)");
        assertThat(sealer.open(sealed, TENANT)).isEqualTo(SECRET);
    }

    @Test
    void reads_the_file_at_once_for_a_key_that_it_does_not_know() {
        // given somebody else has the new key already
        KeysetFile.rotate(file);
        String newer = Sealer.fromKeysetFile(file).seal(SECRET, TENANT);
        // when / then
        assertThat(sealer.open(newer, TENANT)).isEqualTo(SECRET);
    }

    @Test
    void reads_the_file_at_once_also_when_another_key_is_gone_from_it() {
        // given
        long old = sealer.keyset().primary();
        KeysetFile.rotate(file);
        String newer = Sealer.fromKeysetFile(file).seal(SECRET, TENANT);
        new KeysetEditor(KeyEncryption.none()).remove(file, old);
        // when / then
        assertThat(sealer.open(newer, TENANT)).isEqualTo(SECRET);
        assertThat(sealer.keyset().ids()).doesNotContain(old);
    }

    @Test
    void keeps_a_key_for_an_objection_that_takes_long_while_somebody_waits() {
        // given
        long old = sealer.keyset().primary();
        sealer.keyset().checkBy((added, removed) -> {
            throw new AssertionError("nobody has time for this");
        });
        KeysetFile.rotate(file);
        String newer = Sealer.fromKeysetFile(file).seal(SECRET, TENANT);
        new KeysetEditor(KeyEncryption.none()).remove(file, old);
        // when / then
        assertThatThrownBy(() -> sealer.open(newer, TENANT)).isInstanceOf(UnsealException.class);
        assertThat(sealer.open(sealed, TENANT)).isEqualTo(SECRET);
    }

    @Test
    void takes_no_file_without_any_of_its_keys_if_it_has_to_keep_one() throws Exception {
        // given
        long old = sealer.keyset().primary();
        sealer.keyset().keepAKey();
        String own = Files.readString(file);
        Path other = folder.resolve("other.json");
        KeysetFile.create(other);
        Files.writeString(file, Files.readString(other));
        // when / then
        assertThatThrownBy(sealer.keyset()::reload).hasMessageContaining("has none of the keys in use, [" + old + "]");
        assertThat(sealer.open(sealed, TENANT)).isEqualTo(SECRET);
        // when another key is added, and then the old one removed
        Files.writeString(file, own);
        KeysetFile.rotate(file);
        assertThat(sealer.keyset().reload()).isTrue();
        new KeysetEditor(KeyEncryption.none()).remove(file, old);
        // then
        assertThat(sealer.keyset().reload()).isTrue();
    }

    @Test
    void goes_on_refusing_what_no_key_opens_while_the_file_is_broken() throws Exception {
        // given
        Path other = folder.resolve("other.json");
        KeysetFile.create(other);
        String foreign = Sealer.fromKeysetFile(other).seal(SECRET, TENANT);
        Files.writeString(file, "");
        // when / then
        assertThatThrownBy(() -> sealer.open(foreign, TENANT)).isInstanceOf(UnsealException.class);
        assertThat(sealer.open(sealed, TENANT)).isEqualTo(SECRET);
    }

    @Test
    void takes_no_keys_that_its_service_objects_to_and_asks_again_after_a_minute() throws Exception {
        // given
        StandingClock clock = new StandingClock();
        LiveKeyset<String> keyset = new LiveKeyset<>(file, this::summary, clock);
        long first = keyset.primary();
        KeysetFile.rotate(file);
        keyset.reload();
        boolean[] needed = {true};
        int[] asked = {0};
        keyset.checkBy((added, removed) -> {
            asked[0]++;
            assertThat(added).isEmpty();
            assertThat(removed).isEqualTo(Set.of(first));
            return needed[0] ? "lacks a key that is in use." : "";
        });
        new KeysetEditor(KeyEncryption.none()).remove(file, first);
        // when
        assertThatThrownBy(keyset::reload).hasMessage("The keyset file " + file + " lacks a key that is in use.");
        needed[0] = false;
        // then
        assertThatThrownBy(keyset::reload).hasMessageContaining("in use");
        assertThat(asked[0]).as("once a minute").isEqualTo(1);
        assertThat(keyset.ids()).contains(first);
        clock.now = clock.now.plus(LiveKeyset.REFUSED_FOR);
        assertThat(keyset.reload()).isTrue();
        assertThat(keyset.ids()).doesNotContain(first);
    }

    @Test
    void opens_everything_while_others_rotate_and_seal() throws Exception {
        // given
        Thread rotating = new Thread(() -> {
            for (int i = 0; i < 30; i++) {
                KeysetFile.rotate(file);
            }
        });
        Sealer writer = Sealer.fromKeysetFile(file);
        // when
        rotating.start();
        while (rotating.isAlive()) {
            writer.keyset().reload();
            String text = writer.seal(SECRET, TENANT);
            // then
            assertThat(sealer.open(text, TENANT)).isEqualTo(SECRET);
            assertThat(sealer.open(sealed, TENANT)).isEqualTo(SECRET);
        }
        rotating.join();
        assertThat(sealer.keyset().ids()).hasSizeGreaterThan(1);
    }

    private LiveKeyset.Keys<String> summary(String json, byte[] digest) {
        KeysetEditor.Contents contents = new KeysetEditor(KeyEncryption.none()).contents(file);
        return new LiveKeyset.Keys<>("", contents.primary(), contents.ids(), digest);
    }

    private Path copyTo(String name) throws Exception {
        Path copy = Files.copy(file, folder.resolve(name));
        return Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rw-------"));
    }

    private static final class StandingClock extends Clock {

        private Instant now = Instant.parse("2026-12-01T00:00:00Z");

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
