package io.coupabridge.edge.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.quarkiverse.resteasy.problem.validation.HttpValidationProblem;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class QueryFilterTest {

    private static final Map<String, Boolean> KNOWN = Map.of("state", true, "after", false, "tenant", false);

    @Test
    void knows_the_query_parameters_of_a_method_and_which_may_be_repeated() throws Exception {
        assertThat(QueryFilter.known(
                        Operations.class.getDeclaredMethod("list", String.class, List.class, String.class, int.class)))
                .containsExactly(Map.entry("after", false), Map.entry("limit", false), Map.entry("state", true));
    }

    @Test
    void knows_the_query_parameters_that_stand_in_a_bean() throws Exception {
        assertThat(QueryFilter.known(Operations.class.getDeclaredMethod("select", Selection.class)))
                .containsExactly(Map.entry("state", true), Map.entry("tenant", false));
    }

    @Test
    void lets_known_parameters_pass() {
        assertThatCode(() -> QueryFilter.check(Map.of("after", List.of("a")), KNOWN))
                .doesNotThrowAnyException();
    }

    @Test
    void lets_a_parameter_be_repeated_that_takes_several_values() {
        assertThatCode(() -> QueryFilter.check(Map.of("state", List.of("ACTIVE", "PENDING")), KNOWN))
                .doesNotThrowAnyException();
    }

    @Test
    void refuses_a_second_value_of_what_takes_one() {
        // when
        HttpValidationProblem twice = refusal("after", "a", "b");

        // then
        assertThat(twice.getStatusCode()).isEqualTo(400);
        assertThat(twice.getParameters().get("violations").toString()).contains("after", "may be given once");
    }

    @Test
    void refuses_an_empty_value() {
        for (HttpValidationProblem empty : List.of(refusal("state", "ACTIVE", ""), refusal("tenant", ""))) {
            // then
            assertThat(empty.getStatusCode()).isEqualTo(400);
            assertThat(empty.getParameters().get("violations").toString()).contains("must not be empty");
        }
    }

    @Test
    void passes_over_the_fields_of_a_page_that_were_not_filled_in() {
        assertThat(QueryFilter.isPage(Pages.class)).isTrue();
        assertThat(QueryFilter.isPage(Operations.class)).isFalse();
        assertThat(QueryFilter.filledIn(
                        Map.of("state", List.of(""), "tenant", List.of("northwind"), "task", List.of("", ""))))
                .isEqualTo(Map.of("tenant", List.of("northwind"), "task", List.of("", "")));
    }

    @Test
    void takes_an_empty_cursor_for_the_beginning_of_a_list() {
        assertThatCode(() -> QueryFilter.check(Map.of("after", List.of("")), KNOWN))
                .doesNotThrowAnyException();
    }

    @Test
    void names_what_it_knows_and_quotes_no_other_text() {
        // when
        HttpValidationProblem mistyped = refusal("stat", "ACTIVE");
        HttpValidationProblem odd = refusal("<script>", "1");
        HttpValidationProblem secret = refusal("pasted", "1");

        // then
        assertThat(mistyped.getStatusCode()).isEqualTo(400);
        assertThat(mistyped.getParameters().get("violations").toString()).contains("Known are after, state, tenant");
        assertThat(odd.getParameters().get("violations").toString()).doesNotContain("script");
        assertThat(secret.getParameters().get("violations").toString()).doesNotContain("pasted");
    }

    private static HttpValidationProblem refusal(String name, String... values) {
        return catchThrowableOfType(
                HttpValidationProblem.class,
                () -> QueryFilter.check(Map.of(name, List.of(values)), new TreeMap<>(KNOWN)));
    }

    @Produces(MediaType.TEXT_HTML)
    private interface Pages {}

    private interface Operations {
        void list(
                @QueryParam("limit") String limit,
                @QueryParam("state") List<String> states,
                @QueryParam("after") String after,
                @PathParam("n") int number);

        void select(@BeanParam Selection selection);
    }

    private static final class Selection {

        @QueryParam("state")
        List<String> states;

        @QueryParam("tenant")
        String tenant;

        String other;
    }
}
