package io.coupabridge.edge.keyset;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.edge.doctor.Finding;
import io.coupabridge.edge.doctor.Findings;
import io.coupabridge.secrets.KeysetFile;
import io.coupabridge.secrets.Sealer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeysetExaminationTest {

    @TempDir
    Path folder;

    private final KeysetWatch watch = new KeysetWatch(new SimpleMeterRegistry());
    private Path file;

    @BeforeEach
    void watchAKeyset() {
        file = folder.resolve("keyset.json");
        KeysetFile.create(file);
        watch.watch("coupabridge.keysets.tokens", Sealer.fromKeysetFile(file).keyset(), () -> {});
    }

    @Test
    void finds_nothing_in_a_file_that_will_do() {
        // when
        watch.look();

        // then
        assertThat(examine().toMend()).isEmpty();
    }

    @Test
    void a_broken_file_and_one_that_is_gone_are_found() throws Exception {
        // given
        Files.writeString(file, "{");
        watch.look();

        // when, then
        assertThat(examine().toMend())
                .singleElement()
                .extracting(Finding::what)
                .asString()
                .startsWith("coupabridge.keysets.tokens: The keyset file " + file);

        // given
        Files.delete(file);
        watch.look();

        // when, then
        assertThat(examine().toMend()).singleElement().satisfies(found -> {
            assertThat(found.what()).contains("cannot be read");
            assertThat(found.mend()).startsWith("The keys from before stay in use.");
        });
    }

    private Findings examine() {
        Findings findings = new Findings("keysets");
        new KeysetExamination(watch).examine(findings);
        return findings;
    }
}
