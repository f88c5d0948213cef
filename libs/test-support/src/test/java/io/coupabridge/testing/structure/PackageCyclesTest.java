package io.coupabridge.testing.structure;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The packages of a module can be read from the bottom up: none needs, over whatever way, one that needs it. */
class PackageCyclesTest {

    static List<Path> modules() {
        return Sources.modules().stream().map(Sources.root()::relativize).toList();
    }

    @ParameterizedTest
    @MethodSource("modules")
    void no_package_depends_on_itself_over_others(Path module) {
        // when
        PackageGraph packages = PackageGraph.of(Sources.root().resolve(module).resolve("src/main/java"));

        // then
        assertThat(packages.cycle()).isEmpty();
    }
}
