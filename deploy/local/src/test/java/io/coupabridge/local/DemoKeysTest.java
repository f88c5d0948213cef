package io.coupabridge.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.ExpenseDiscovery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoKeysTest {

    @TempDir
    Path directory;

    @Test
    void makes_keys_of_its_own_that_only_their_owner_reads() throws IOException {
        // when
        DemoKeys keys = DemoKeys.in(directory.resolve("keys"));

        // then
        assertThat(keys.tokens().get(ApplicationRoster.TASK))
                .exists()
                .isNotEqualTo(keys.tokens().get(ExpenseDiscovery.TASK));
        try (Stream<Path> files = Files.list(directory.resolve("keys"))) {
            // the public keyset is no secret
            assertThat(files)
                    .hasSize(8)
                    .filteredOn(file -> !file.equals(keys.events().verification()))
                    .hasSize(7)
                    .allSatisfy(file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                            .isEqualTo("rw-------"));
        }
        assertThat(keys.toString()).doesNotContain(keys.postgresPassword()).doesNotContain(keys.loginSecret());
    }

    @Test
    void keeps_the_keys_that_are_there() throws IOException {
        // given
        DemoKeys first = DemoKeys.in(directory);
        String keyset = Files.readString(first.clientSecrets());

        // when
        DemoKeys again = DemoKeys.in(directory);

        // then
        assertThat(again).isEqualTo(first);
        assertThat(Files.readString(again.clientSecrets())).isEqualTo(keyset);
    }
}
