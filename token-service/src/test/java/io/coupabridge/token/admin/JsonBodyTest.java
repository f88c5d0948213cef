package io.coupabridge.token.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.coupabridge.edge.rest.JsonBody;
import io.quarkiverse.resteasy.problem.validation.HttpValidationProblem;
import io.quarkiverse.resteasy.problem.validation.Violation;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonBodyTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"baseUrl\":\"a\",\"clientId\":\"b\",\"extra\":\"planted\"}       | body",
                "{\"planted\":\"b\"}                                             | body",
                "{\"baseUrl\":1,\"clientId\":\"planted\"}                           | baseUrl",
                "{\"clientSecret\":true}                                            | clientSecret",
                "{\"clientSecret\":{\"a\":\"planted\"}}                             | clientSecret",
                "{\"clientSecret\":[\"planted\"]}                                   | clientSecret",
                "{\"clientSecret\":\"planted\",\"clientSecret\":\"planted\"}        | body",
                "{\"clientSecret\": planted}                                        | body",
                "{\"clientSecret\":\"planted                                        | clientSecret",
                "{\"baseUrl\":\"a\"} planted                                        | body",
                "planted                                                            | body",
                "[\"planted\"]                                                      | body",
                "null                                                               | body",
                "''                                                                 | body",
            })
    void names_the_field_and_repeats_nothing_of_the_body(String body, String field) {
        // when
        HttpValidationProblem problem =
                catchThrowableOfType(HttpValidationProblem.class, () -> JsonBody.read(body, SaveConnection.class));

        // then
        assertThat(problem.getStatusCode()).isEqualTo(400);
        assertThat(violations(problem)).singleElement().satisfies(v -> {
            assertThat(v.field).isEqualTo(field);
            assertThat(v.message).doesNotContain("planted").isNotBlank();
        });
    }

    @Test
    void does_not_take_text_or_fractions_for_a_whole_number() {
        for (String value : List.of("\"20\"", "1.5", "true", "99999999999")) {
            // when
            HttpValidationProblem problem = catchThrowableOfType(
                    HttpValidationProblem.class,
                    () -> JsonBody.read("{\"requestsPerSecond\":" + value + "}", SetCeiling.class));

            // then
            assertThat(violations(problem))
                    .singleElement()
                    .satisfies(v -> assertThat(v.field).isIn("requestsPerSecond", "body"));
        }
    }

    @Test
    void reads_a_good_body_and_does_not_print_its_secret() {
        // when
        SaveConnection read = JsonBody.read(
                "{\"baseUrl\":\"https://acme.coupahost.com\",\"clientId\":\"id\",\"clientSecret\":\"planted\"}",
                SaveConnection.class);

        // then
        assertThat(read.clientSecret()).isEqualTo("planted");
        assertThat(read.toString()).doesNotContain("planted");
    }

    @SuppressWarnings("unchecked")
    private static List<Violation> violations(HttpValidationProblem problem) {
        return (List<Violation>) problem.getParameters().get("violations");
    }
}
