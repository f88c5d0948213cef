package io.coupabridge.testing.structure;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What services share stands in service-edge, once. The benchmarks' rivals have settings of their own. */
class PropertyLinesTest {

    @Test
    void no_setting_stands_in_two_modules_with_the_same_value() {
        // given
        Map<String, Collection<String>> places = new TreeMap<>();

        // when
        for (Path module : Sources.modules()) {
            Path name = Sources.root().relativize(module);
            if (!name.startsWith("benchmarks")) {
                for (Path file : Sources.below(module.resolve("src/main/resources"), 9, ".properties")) {
                    Sources.read(file)
                            .lines()
                            .map(String::strip)
                            .filter(line -> line.contains("=") && !line.startsWith("#"))
                            .forEach(line -> places.computeIfAbsent(line, any -> new TreeSet<>())
                                    .add(name.toString()));
                }
            }
        }

        // then
        assertThat(places).isNotEmpty();
        places.values().removeIf(modules -> modules.size() == 1);
        assertThat(places).isEmpty();
    }
}
