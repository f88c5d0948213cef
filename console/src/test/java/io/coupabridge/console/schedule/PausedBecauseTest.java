package io.coupabridge.console.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.ConnectionEvent;
import io.coupabridge.contracts.ConnectionState;
import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TaskAccess;
import io.coupabridge.contracts.TaskAccess.Verdict;
import io.coupabridge.contracts.TenantId;
import java.net.URI;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PausedBecauseTest {

    private static final Task TASK = ApplicationRoster.TASK;

    @ParameterizedTest
    @CsvSource({
        "ACTIVE, GRANTED,",
        "DEGRADED, GRANTED,",
        "DEGRADED, UNKNOWN, NOT_VERIFIED",
        "ACTIVE, SCOPE_MISSING, SCOPE_MISSING",
        "ACTIVE, FORBIDDEN, FORBIDDEN",
        "ACTIVE, NOT_WANTED, NOT_WANTED",
        "ACTIVE,, NOT_VERIFIED",
        "REAUTHORIZATION_REQUIRED, NOT_WANTED, NOT_WANTED",
        "REAUTHORIZATION_REQUIRED, GRANTED, REAUTHORIZATION_REQUIRED",
        "PENDING, UNKNOWN, CONNECTION_PENDING",
        "DISCONNECTED, UNKNOWN, DISCONNECTED",
        "UNKNOWN, GRANTED, CONNECTION_UNKNOWN"
    })
    void only_a_granted_task_of_a_connection_that_works_is_not_paused(
            ConnectionState state, Verdict verdict, PausedBecause because) {
        assertThat(PausedBecause.of(connection(state, verdict), TASK).orElse(null))
                .isEqualTo(because);
    }

    @Test
    void every_reason_has_a_sentence() {
        assertThat(PausedBecause.values())
                .allSatisfy(because -> assertThat(because.message()).endsWith("."));
    }

    private static ConnectionEvent connection(ConnectionState state, Verdict verdict) {
        return new ConnectionEvent(
                new TenantId("northwind"),
                1,
                state,
                null,
                null,
                "VERIFIED",
                URI.create("https://northwind.coupahost.com"),
                "client",
                10,
                Map.of(TASK, new TaskAccess(verdict, "told")),
                Instant.EPOCH);
    }
}
