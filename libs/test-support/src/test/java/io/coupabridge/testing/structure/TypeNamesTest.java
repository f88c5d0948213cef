package io.coupabridge.testing.structure;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** A name means one thing. The benchmarks' rivals are programs of their own, and no reader takes them for ours. */
class TypeNamesTest {

    @Test
    void no_two_modules_have_a_type_of_one_name() {
        // given
        Map<String, Collection<String>> places = new TreeMap<>();

        // when
        for (Path module : Sources.modules()) {
            Path name = Sources.root().relativize(module);
            if (!name.startsWith("benchmarks")) {
                for (Path file : Sources.below(module.resolve("src/main/java"), 12, ".java")) {
                    places.computeIfAbsent(file.getFileName().toString(), any -> new TreeSet<>())
                            .add(Sources.root().relativize(file.getParent()).toString());
                }
            }
        }

        // then
        places.remove("package-info.java");
        assertThat(places).isNotEmpty();
        places.values().removeIf(packages -> packages.size() == 1);
        assertThat(places).isEmpty();
    }
}
