package io.coupabridge.testing.structure;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every operation of a REST API says who may do it; at run time one that does not is closed. */
class OperationRulesTest {

    private static final Pattern OPERATION = Pattern.compile("(?m)^ +@(GET|PUT|POST|DELETE|PATCH|HEAD|OPTIONS)$");
    private static final Pattern RULE = Pattern.compile("(?m)^ +@(RolesAllowed\\(|PermitAll$)");

    @Test
    void no_operation_is_without_a_rule() {
        // given
        List<String> operations = new ArrayList<>();
        List<String> open = new ArrayList<>();

        // when
        for (Path file : sources()) {
            for (String operation : operations(Sources.read(file))) {
                operations.add(operation);
                if (!RULE.matcher(operation).find()) {
                    open.add(file.getFileName() + ":\n" + operation);
                }
            }
        }

        // then
        assertThat(operations).hasSizeGreaterThan(10);
        assertThat(open).isEmpty();
    }

    @Test
    void an_operation_without_a_rule_is_found() {
        // when
        List<String> operations = operations("""
                    @GET
                    @Path("a")
                    String open() { return ""; }

                    @RolesAllowed(Role.OPERATOR)
                    @PUT
                    String closed() { return ""; }
                """);

        // then
        assertThat(operations).hasSize(2);
        assertThat(operations.stream().map(text -> RULE.matcher(text).find())).containsExactly(false, true);
    }

    /** The paragraphs of code that hold one: a method's annotations stand together. */
    private static List<String> operations(String source) {
        return Stream.of(source.split("\\n\\s*\\n"))
                .filter(paragraph -> OPERATION.matcher(paragraph).find())
                .toList();
    }

    private static List<Path> sources() {
        return Sources.modules().stream()
                .flatMap(module -> Sources.below(module.resolve("src/main/java"), 20, ".java").stream())
                .toList();
    }
}
