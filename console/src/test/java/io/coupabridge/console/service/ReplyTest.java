package io.coupabridge.console.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.MissingNode;
import io.quarkiverse.resteasy.problem.HttpProblem;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplyTest {

    @ParameterizedTest
    @CsvSource({"404, 404", "429, 429", "421, 502", "422, 502", "500, 503", "0, 503"})
    void what_a_service_did_not_do_is_a_problem_with_its_sentence(int answered, int shown) {
        // given
        Reply reply = new Reply(answered, MissingNode.getInstance(), "token-service did not do it.");

        // then
        assertThatThrownBy(reply::orProblem)
                .isInstanceOfSatisfying(
                        HttpProblem.class,
                        problem -> assertThat(problem.getStatusCode()).isEqualTo(shown))
                .hasMessageContaining("token-service did not do it.");
    }
}
