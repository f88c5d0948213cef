package io.coupabridge.edge.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.quarkiverse.resteasy.problem.validation.HttpValidationProblem;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.util.Set;
import org.junit.jupiter.api.Test;

class QueryFilterTest {

    @Test
    void knows_the_query_parameters_of_a_method_and_no_other() throws Exception {
        assertThat(QueryFilter.known(Operations.class.getDeclaredMethod("list", String.class, String.class, int.class)))
                .containsExactly("after", "limit");
    }

    @Test
    void lets_known_parameters_pass() {
        assertThatCode(() -> QueryFilter.check(Set.of("after"), Set.of("after", "limit")))
                .doesNotThrowAnyException();
    }

    @Test
    void names_what_it_knows_and_quotes_no_other_text() {
        // when
        HttpValidationProblem mistyped = refusal("stat");
        HttpValidationProblem odd = refusal("<script>");
        HttpValidationProblem secret = refusal("pasted");

        // then
        assertThat(mistyped.getStatusCode()).isEqualTo(400);
        assertThat(mistyped.getParameters().get("violations").toString()).contains("Known are state");
        assertThat(odd.getParameters().get("violations").toString()).doesNotContain("script");
        assertThat(secret.getParameters().get("violations").toString()).doesNotContain("pasted");
    }

    private static HttpValidationProblem refusal(String given) {
        return catchThrowableOfType(
                HttpValidationProblem.class, () -> QueryFilter.check(Set.of(given, "state"), Set.of("state")));
    }

    private interface Operations {
        void list(@QueryParam("limit") String limit, @QueryParam("after") String after, @PathParam("n") int number);
    }
}
