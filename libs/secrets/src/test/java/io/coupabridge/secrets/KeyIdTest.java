package io.coupabridge.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyIdTest {

    @TempDir
    Path folder;

    @RepeatedTest(20)
    void is_read_from_what_the_key_has_sealed() {
        // given
        Path file = folder.resolve("keyset.json");
        KeysetFile.create(file);
        Sealer sealer = Sealer.fromKeysetFile(file);
        // when
        String sealed = sealer.seal(Secret.of("secret"), "tenant");
        // then
        long id = sealer.keyset().primary();
        assertThat(KeyId.of(sealed)).hasValue(id);
        assertThat(KeyId.of(sealed.substring(0, KeyId.BEGINNING))).hasValue(id);
        assertThat(KeyId.beginnings(id)).contains(sealed.substring(0, KeyId.BEGINNING));
        assertThat(KeyId.beginnings(id ^ 1)).doesNotContain(sealed.substring(0, KeyId.BEGINNING));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "AQ", "not base64 !", "AAAAAAAAAA", "äöüäöüäöü"})
    void is_not_read_from_anything_else(String text) {
        assertThat(KeyId.of(text)).isEmpty();
    }
}
