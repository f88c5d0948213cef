package io.coupabridge.edge.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkiverse.resteasy.problem.HttpProblem;
import jakarta.transaction.RollbackException;
import jakarta.ws.rs.core.Response;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseDownTest {

    private final DatabaseDown mapper = new DatabaseDown("token-service", failure -> false);

    @ParameterizedTest
    @ValueSource(strings = {"08006", "57P01", "57P03", "53300", "58030", "40001", "25006", "55P03"})
    void a_database_that_fails_over_is_a_reason_to_try_again(String state) {
        // when
        Response answer = mapper.toResponse(new IllegalStateException(new SQLException("no", state)));
        // then
        assertThat(answer.getStatus()).isEqualTo(503);
        assertThat(answer.getHeaderString("Retry-After")).isEqualTo("5");
        assertThat(detail(answer)).startsWith("The database of token-service does not answer.");
    }

    @Test
    void a_commit_that_the_database_did_not_answer_is_one_too() {
        // given what the transaction manager makes of a connection that died
        RollbackException suppressing = new RollbackException("Could not commit transaction.");
        suppressing.addSuppressed(new IllegalStateException(new SQLException("closed", "08003")));
        // then
        assertThat(mapper.answer(suppressing).getStatus()).isEqualTo(503);
        assertThat(mapper.answer(new RollbackException("Timed out.")).getStatus())
                .isEqualTo(503);
    }

    @ParameterizedTest
    @CsvSource({"23505", "42703"})
    void a_wrong_statement_is_a_fault_of_ours(String state) {
        assertThat(mapper.toResponse(new IllegalStateException(new SQLException("no", state)))
                        .getStatus())
                .isEqualTo(500);
        assertThat(mapper.toResponse(new IllegalStateException("no")).getStatus())
                .isEqualTo(500);
    }

    @Test
    void a_pool_that_is_all_in_use_is_not_called_a_database_that_does_not_answer() {
        // when
        Response answer = new DatabaseDown("token-service", failure -> true)
                .toResponse(new IllegalStateException(new SQLException("Acquisition timeout")));
        // then
        assertThat(answer.getStatus()).isEqualTo(429);
        assertThat(answer.getHeaderString("Retry-After")).isEqualTo("5");
        assertThat(detail(answer))
                .contains("connections to its database are in use")
                .doesNotContain("does not answer");
    }

    private static String detail(Response answer) {
        return ((HttpProblem) answer.getEntity()).getDetail();
    }
}
