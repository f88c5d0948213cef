package io.coupabridge.testing.structure;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Every operation of a REST API says who may do it; at run time one that does not is closed. One page is for who holds a link,
 * and nothing else is open.
 */
class OperationRulesTest {

    /** Its path is the link. */
    private static final String OF_WHO_HOLDS_A_LINK = "ConnectPageResource.java";

    private static final Pattern OPERATION = Pattern.compile("(?m)^ +@(GET|PUT|POST|DELETE|PATCH|HEAD|OPTIONS)$");
    private static final Pattern RULE = Pattern.compile("(?m)^ +@RolesAllowed\\(");
    private static final Pattern ADMIN = Pattern.compile("@RolesAllowed\\([^)]*INTEGRATION_ADMIN");
    private static final Pattern TENANT = Pattern.compile("@Path\\(\"[^\"]*\\{tenant}|mayReach\\(|reachable\\(");
    private static final Pattern OF_CLASS = Pattern.compile("(?m)^@Path\\(.*$");

    @Test
    void no_operation_is_without_a_rule() {
        // given
        List<String> operations = new ArrayList<>();
        List<String> open = new ArrayList<>();

        // when
        for (Path file : sources()) {
            for (String operation : operations(Sources.read(file))) {
                operations.add(operation);
                if (!RULE.matcher(operation).find() && !isOpenPage(file)) {
                    open.add(file.getFileName() + ":\n" + operation);
                }
            }
        }

        // then
        assertThat(operations).hasSizeGreaterThan(10);
        assertThat(open).isEmpty();
    }

    @Test
    void nothing_is_for_everybody_but_the_page_that_a_link_opens() {
        // when
        List<Path> open = sources().stream()
                .filter(file -> Sources.read(file).contains("PermitAll"))
                .toList();

        // then
        assertThat(open).hasSize(1).allMatch(OperationRulesTest::isOpenPage);
        assertThat(Sources.read(open.get(0)))
                .contains("\n@Path(\"/connect/{token}\")\n")
                .doesNotContain("    @Path(");
    }

    /** Tests of the whole system try what the OpenAPI document has. */
    @Test
    void none_is_hidden_from_the_document() {
        assertThat(sources()).noneMatch(file -> Sources.read(file).contains("hidden = true"));
    }

    @Test
    void what_an_administrator_of_one_tenant_may_do_asks_for_the_tenant() {
        // given
        List<String> asking = new ArrayList<>();
        List<String> open = new ArrayList<>();

        // when
        for (Path file : sources()) {
            String source = Sources.read(file);
            for (String operation : operations(source)) {
                if (ADMIN.matcher(operation).find()) {
                    (asksForTenant(source, operation) ? asking : open).add(file.getFileName() + ":\n" + operation);
                }
            }
        }

        // then
        assertThat(asking).hasSizeGreaterThan(5);
        assertThat(open).isEmpty();
    }

    @Test
    void an_operation_that_does_not_ask_for_the_tenant_is_found() {
        // when
        String open = """
                    @GET
                    @RolesAllowed({Role.INTEGRATION_ADMIN, Role.OPERATOR})
                    @Path("/runs/{commandId}")
                    String one(String commandId) { return commandId; }
                """;

        // then
        assertThat(ADMIN.matcher(open).find()).isTrue();
        assertThat(asksForTenant("", open)).isFalse();
        assertThat(asksForTenant("", open.replace("return", "caller.mayReach(null); return")))
                .isTrue();
        assertThat(asksForTenant("", open.replace("return", "caller.reachable(null); return")))
                .isTrue();
        assertThat(asksForTenant("@Path(\"/tenants/{tenant}\")\nclass A {", open))
                .isTrue();
    }

    private static boolean isOpenPage(Path file) {
        return file.getFileName().toString().equals(OF_WHO_HOLDS_A_LINK);
    }

    private static boolean asksForTenant(String source, String operation) {
        Matcher path = OF_CLASS.matcher(source);
        return TENANT.matcher(operation + (path.find() ? path.group() : "")).find();
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
