package io.coupabridge.runtime.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.coupabridge.testing.CoupaBridgeTestResource;
import io.coupabridge.testing.scenario.SimulatorOrigins;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is done in one transaction is there wholly or not at all, and the connection is as before for whoever comes next. */
@QuarkusTest
@QuarkusTestResource(value = CoupaBridgeTestResource.class, initArgs = @ResourceArg(name = "service", value = "roster"))
@QuarkusTestResource(SimulatorOrigins.class)
class DatabaseIT {

    /** More than there are connections, so that each is used again. */
    private static final int OFTEN = 25;

    private final String tenant = "d-" + UUID.randomUUID();

    @Inject
    Database database;

    @BeforeEach
    void awaitTables() {
        Awaitility.await().atMost(Duration.ofSeconds(30)).ignoreExceptions().until(() -> stored().isEmpty());
    }

    @Test
    void keeps_what_a_transaction_did() {
        // when
        database.inTransaction(() -> {
            store("a");
            store("b");
        });

        // then
        assertThat(stored()).containsExactly("a", "b");
    }

    @Test
    void keeps_nothing_of_a_transaction_that_failed() {
        // when
        Throwable failure = catchThrowable(() -> database.inTransaction(() -> {
            store("a");
            throw new IllegalArgumentException("Half way.");
        }));

        // then
        assertThat(failure).isInstanceOf(IllegalArgumentException.class).hasMessage("Half way.");
        assertThat(stored()).isEmpty();
    }

    @Test
    void shows_what_a_transaction_did_to_itself_and_to_nobody_else_before_its_end() {
        // when
        List<List<String>> seen = database.inTransaction(() -> {
            store("a");
            return List.of(stored(), CompletableFuture.supplyAsync(this::stored).get(30, TimeUnit.SECONDS));
        });

        // then
        assertThat(seen).containsExactly(List.of("a"), List.of());
    }

    @Test
    void a_transaction_within_another_ends_with_it() {
        // when
        catchThrowable(() -> database.inTransaction(() -> {
            database.inTransaction(() -> store("inner"));
            throw new IllegalArgumentException("After the inner one.");
        }));

        // then
        assertThat(stored()).isEmpty();
    }

    @Test
    void leaves_connections_as_they_were_after_statements_that_failed() {
        // given
        IntStream.range(0, OFTEN)
                .forEach(time -> assertThatThrownBy(() -> database.inTransaction(() -> {
                            store("a");
                            database.update("select nothing from nowhere");
                        }))
                        .isInstanceOf(LedgerException.class));

        // when
        IntStream.range(0, OFTEN).forEach(time -> store(Integer.toString(time)));

        // then
        assertThat(stored()).hasSize(OFTEN);
    }

    @Test
    void undoes_the_work_of_a_connection_that_was_cut() {
        // when
        Throwable failure = catchThrowable(() -> database.inTransaction(() -> {
            store("a");
            database.query("select pg_terminate_backend(pg_backend_pid())", row -> null);
        }));

        // then
        assertThat(failure).isInstanceOf(LedgerException.class);
        assertThat(stored()).isEmpty();
    }

    private void store(String name) {
        database.update("insert into stream (tenant, name) values (?, ?)", tenant, name);
    }

    private List<String> stored() {
        return database.query(
                "select name from stream where tenant = ? order by name", row -> row.getString(1), tenant);
    }
}
