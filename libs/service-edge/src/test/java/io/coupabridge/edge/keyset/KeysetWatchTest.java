package io.coupabridge.edge.keyset;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.secrets.KeysetFile;
import io.coupabridge.secrets.Sealer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeysetWatchTest {

    @TempDir
    Path folder;

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final KeysetWatch watch = new KeysetWatch(metrics);
    private final AtomicInteger changes = new AtomicInteger();
    private Path file;
    private Sealer sealer;

    @BeforeEach
    void watchAKeyset() {
        file = folder.resolve("keyset.json");
        KeysetFile.create(file);
        sealer = Sealer.fromKeysetFile(file);
        watch.watch("coupabridge.keysets.tokens", sealer.keyset(), changes::incrementAndGet);
    }

    @Test
    void tells_once_of_each_change_whoever_read_the_file_first() {
        // given
        watch.look();
        KeysetFile.rotate(file);
        watch.look();
        KeysetFile.rotate(file);
        sealer.keyset().reload();
        // when
        watch.look();
        watch.look();
        // then
        assertThat(changes).hasValue(2);
        assertThat(gauge("coupabridge.keyset.primary"))
                .isEqualTo(sealer.keyset().primary());
        assertThat(gauge("coupabridge.keyset.refused")).isZero();
    }

    @Test
    void shows_a_file_that_will_not_do_until_it_is_mended() throws Exception {
        // given
        String whole = Files.readString(file);
        Files.writeString(file, "");
        // when / then
        watch.look();
        assertThat(gauge("coupabridge.keyset.refused")).isEqualTo(1);
        // when / then
        Files.writeString(file, whole);
        watch.look();
        assertThat(gauge("coupabridge.keyset.refused")).isZero();
        assertThat(changes).hasValue(0);
    }

    private double gauge(String name) {
        return metrics.get(name).tag("keyset", "tokens").gauge().value();
    }
}
