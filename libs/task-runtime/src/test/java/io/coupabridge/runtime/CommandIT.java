package io.coupabridge.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.ConnectionState;
import io.coupabridge.contracts.ErrorCode;
import io.coupabridge.contracts.MessageHeaders;
import io.coupabridge.contracts.RunMode;
import io.coupabridge.contracts.TaskAccess.Verdict;
import io.coupabridge.contracts.TaskCommand;
import io.coupabridge.contracts.TaskCommand.Kind;
import io.coupabridge.contracts.TaskEvent;
import io.coupabridge.contracts.TaskEvent.Type;
import io.coupabridge.runtime.ledger.Run;
import io.coupabridge.runtime.ledger.RunStore;
import io.coupabridge.simulator.CoupaInstance;
import io.coupabridge.simulator.InstanceSpec;
import io.coupabridge.testing.TopicReader;
import io.coupabridge.testing.TopicRecord;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Commands, good and bad: what the design's §4 says of each. */
@QuarkusTest
class CommandIT extends RuntimeTest {

    @Inject
    DataSource dataSource;

    @Inject
    RunStore runs;

    @ParameterizedTest(name = "{0}")
    @MethodSource("unreadable")
    void buries_what_is_unreadable_with_its_bytes_and_a_reason(String what, String value, String reason) {
        // given
        connectedCoupa(InstanceSpec.defaults().users(3));
        byte[] bytes = value.replace("TENANT", tenant.value()).getBytes(StandardCharsets.UTF_8);

        // when
        platform.raw(ApplicationRoster.TASK.commandTopic(), key(), bytes);
        TaskEvent behind = platform.outcome(platform.run(tenant, RunMode.FULL), SOON);

        // then
        assertThat(behind.type()).isEqualTo(Type.COMPLETED);
        assertThat(deadLetters()).singleElement().satisfies(letter -> {
            assertThat(letter.value()).isEqualTo(bytes);
            assertThat(letter.header(MessageHeaders.DEAD_LETTER_REASON))
                    .contains(reason)
                    .doesNotContain("hunter2");
        });
    }

    static Stream<Arguments> unreadable() {
        String id = "\"commandId\":\"" + UUID.randomUUID() + "\"";
        return Stream.of(
                arguments("not JSON", "hunter2 {", "not JSON"),
                arguments("an array", "[1]", "not a JSON object"),
                arguments("nothing", "", "empty"),
                arguments("no id", "{\"tenantId\":\"TENANT\"}", "commandId"),
                arguments("an id of the wrong type", "{\"commandId\":7,\"tenantId\":\"TENANT\"}", "commandId"),
                arguments("no tenant", "{" + id + "}", "tenantId"),
                arguments("an impossible tenant", "{" + id + ",\"tenantId\":\"a b\"}", "tenantId"),
                arguments("another tenant than the key", "{" + id + ",\"tenantId\":\"somebody-else\"}", "key"),
                arguments("deep nesting", "[".repeat(5_000), "not JSON"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("invalid")
    void answers_an_invalid_command_with_exactly_one_failure(String what, String fields, String named) {
        // given
        UUID command = UUID.randomUUID();
        String json = "{\"commandId\":\"" + command + "\",\"tenantId\":\"" + tenant + "\"," + fields + "}";

        // when
        platform.raw(ApplicationRoster.TASK.commandTopic(), key(), json.getBytes(StandardCharsets.UTF_8));
        List<TaskEvent> events = platform.awaitOutcome(command, SOON);

        // then
        assertThat(events).singleElement().satisfies(event -> {
            assertThat(event.type()).isEqualTo(Type.FAILED);
            assertThat(event.failure().code()).isEqualTo(ErrorCode.INVALID_COMMAND);
            assertThat(event.failure().message()).contains(named).doesNotContain("hunter2");
        });
        assertThat(deadLetters()).isEmpty();
    }

    static Stream<Arguments> invalid() {
        String roster = "\"task\":\"APPLICATION_ROSTER\"";
        return Stream.of(
                arguments("no task", "\"mode\":\"FULL\"", "task"),
                arguments("unknown task", "\"task\":\"hunter2\"", "task"),
                arguments("the other task", "\"task\":\"EXPENSE_DISCOVERY\"", "task"),
                arguments("unknown mode", roster + ",\"mode\":\"hunter2\"", "mode"),
                arguments("mode of the wrong type", roster + ",\"mode\":{}", "mode"),
                arguments("a window without bounds", roster + ",\"mode\":\"WINDOW\"", "from and to"),
                arguments(
                        "from after to",
                        roster
                                + ",\"mode\":\"WINDOW\",\"from\":\"2026-02-01T00:00:00Z\",\"to\":\"2026-01-01T00:00:00Z\"",
                        "from"),
                arguments("a bad instant", roster + ",\"deadline\":\"hunter2\"", "deadline"),
                arguments("an instant as a number", roster + ",\"deadline\":1", "deadline"),
                arguments(
                        "an instant out of this world",
                        roster + ",\"deadline\":\"+999999999-01-01T00:00:00Z\"",
                        "deadline"),
                arguments("unknown kind", roster + ",\"kind\":\"hunter2\"", "kind"),
                arguments("removals accepted in words", roster + ",\"acceptRemovals\":\"hunter2\"", "acceptRemovals"),
                arguments("removals accepted of no full run", roster + ",\"acceptRemovals\":true", "mode FULL"),
                arguments("a cancel that names nothing", roster + ",\"kind\":\"CANCEL\"", "cancels"));
    }

    @Test
    void fails_a_tenant_that_nobody_knows_after_its_grace() {
        // when
        TaskEvent outcome = platform.outcome(platform.run(tenant, RunMode.FULL), SOON);

        // then
        assertThat(outcome.failure().code()).isEqualTo(ErrorCode.UNKNOWN_TENANT);
        assertThat(outcome.failure().message()).contains(tenant.value());
    }

    @Test
    void cancels_a_run_that_is_being_worked_and_one_that_waits_its_turn() {
        // given
        connectedCoupa(InstanceSpec.defaults().users(5_000).latency(Duration.ofMillis(300)));
        UUID worked = platform.run(tenant, RunMode.FULL);
        UUID queued = platform.run(tenant, RunMode.FULL);
        platform.awaitEvent(worked, Type.STARTED, SOON);

        // when
        platform.cancel(tenant, queued);
        platform.cancel(tenant, worked);

        // then
        assertThat(platform.outcome(worked, SOON).type()).isEqualTo(Type.CANCELLED);
        assertThat(platform.outcome(queued, SOON).type()).isEqualTo(Type.CANCELLED);
    }

    @Test
    void a_cancel_holds_no_run_while_it_waits_for_the_page_that_is_being_published() throws SQLException {
        // given a run that waits for its token, and its stream locked as publishing a page locks it
        CoupaInstance coupa = coupa(InstanceSpec.defaults().users(3));
        platform.connection(tenant, 1, ConnectionState.ACTIVE, Verdict.GRANTED, "All is well.", coupa.origin());
        UUID waiting = platform.run(tenant, RunMode.FULL);
        platform.awaitEvent(waiting, Type.WAITING, SOON);
        try (Connection publishing = dataSource.getConnection()) {
            publishing.setAutoCommit(false);
            execute(publishing, "select 1 from stream where tenant = '" + tenant + "' and name = 'runs' for update");

            // when
            platform.cancel(tenant, waiting);
            await().atMost(SOON).until(() -> aCancelWaits());

            // then
            execute(publishing, "select 1 from run where command_id = '" + waiting + "' for update nowait");
            publishing.commit();
        }
        assertThat(platform.outcome(waiting, SOON).type()).isEqualTo(Type.CANCELLED);
    }

    private boolean aCancelWaits() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select 1 from pg_stat_activity where wait_event_type = 'Lock'"
                        + " and datname = current_database() and query like '%wake_asked = stream.wake_asked + 1%'")) {
            return rows.next();
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void fails_a_run_whose_deadline_passes() {
        // given
        connectedCoupa(InstanceSpec.defaults().users(20_000).latency(Duration.ofMillis(300)));
        Instant deadline = Instant.now().plusSeconds(4);

        // when
        UUID command = platform.command(new TaskCommand(
                Kind.RUN,
                UUID.randomUUID(),
                tenant,
                ApplicationRoster.TASK,
                RunMode.FULL,
                null,
                null,
                deadline,
                null,
                null,
                null));

        // then
        assertThat(platform.outcome(command, SOON).failure().code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
    }

    @Test
    void refuses_the_eleventh_command_that_waits() {
        // given
        connectedCoupa(InstanceSpec.defaults().users(20_000).latency(Duration.ofMillis(300)));
        UUID worked = platform.run(tenant, RunMode.FULL);
        // the event is on Kafka a page before the ledger knows
        await().atMost(SOON)
                .until(() -> runs.find(worked)
                        .filter(run -> run.state() == Run.State.RUNNING)
                        .isPresent());
        List<UUID> queued = Stream.generate(() -> platform.run(tenant, RunMode.FULL))
                .limit(10)
                .toList();

        // when
        UUID tooMany = platform.run(tenant, RunMode.FULL);

        // then
        assertThat(platform.outcome(tooMany, SOON).failure().code()).isEqualTo(ErrorCode.QUEUE_FULL);
        queued.forEach(command -> platform.cancel(tenant, command));
        platform.cancel(tenant, worked);
        queued.forEach(
                command -> assertThat(platform.outcome(command, SOON).type()).isEqualTo(Type.CANCELLED));
    }

    private byte[] key() {
        return tenant.value().getBytes(StandardCharsets.UTF_8);
    }

    private List<TopicRecord> deadLetters() {
        return TopicReader.readAll(
                        bootstrapServers, ApplicationRoster.TASK.commandTopic().deadLetter())
                .stream()
                .filter(letter -> tenant.value().equals(letter.key()))
                .toList();
    }
}
