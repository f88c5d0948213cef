package io.coupabridge.testing.structure;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** That the threat model names a test for each threat, and that the test is there. */
class SecurityPageTest {

    private static final Pattern TEST = Pattern.compile("`(\\w+(?:Test|IT))`");

    private final List<String> threats = Sources.read(Sources.root().resolve("SECURITY.md"))
            .lines()
            .filter(line -> line.startsWith("|"))
            .skip(2)
            .toList();

    @Test
    void every_threat_has_a_test() {
        assertThat(threats)
                .hasSizeGreaterThan(10)
                .allMatch(threat -> TEST.matcher(threat).find());
    }

    @Test
    void every_test_of_a_threat_is_there() {
        // given
        Set<String> tests = Sources.below(Sources.root(), 20, ".java").stream()
                .map(Path::getFileName)
                .map(name -> name.toString().replace(".java", ""))
                .collect(Collectors.toSet());

        // when
        List<String> named = threats.stream()
                .flatMap(threat -> TEST.matcher(threat).results())
                .map((MatchResult result) -> result.group(1))
                .toList();

        // then
        assertThat(named).isNotEmpty().isSubsetOf(tests);
    }
}
