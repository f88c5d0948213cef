package io.coupabridge.console.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.console.ConsoleTest;
import io.coupabridge.testing.Browser;
import io.quarkus.test.junit.QuarkusTest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What operators see and do while no service can be reached. */
@QuarkusTest
class OperationsIT extends ConsoleTest {

    @ParameterizedTest
    @ValueSource(strings = {"operator", "auditor"})
    void what_a_service_should_tell_is_said_to_be_missing_and_the_rest_is_shown(String role) {
        // when
        HttpResponse<String> page = Browser.of(console, role).get("/operations");

        // then
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body())
                .contains("Runs that wait", "Halted streams", "Tokens by age", "Request budget of each host")
                .contains("Not available. Nobody has said where token-service is")
                .contains("Not available. Nobody has said where roster-service is");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "run", "RUNS", "runs/../inbox", "inbox "})
    void a_stream_that_there_is_not_is_not_rebased(String stream) {
        // when
        HttpResponse<String> page = Browser.of(console, "operator")
                .submit("/operations/rebase", "task", "APPLICATION_ROSTER", "tenant", tenant.value(), "stream", stream);

        // then
        assertThat(page.statusCode()).isEqualTo(400);
        assertThat(page.body()).contains("There is no such stream.");
    }

    @Test
    void a_stream_that_there_is_is_asked_for_at_its_service() {
        // when
        HttpResponse<String> page = Browser.of(console, "operator")
                .submit(
                        "/operations/rebase",
                        "task",
                        "APPLICATION_ROSTER",
                        "tenant",
                        tenant.value(),
                        "stream",
                        "inbox");

        // then
        assertThat(page.statusCode()).isEqualTo(503);
        assertThat(page.body()).contains("Nobody has said where roster-service is");
    }
}
