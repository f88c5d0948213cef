package io.coupabridge.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coupabridge.budget.RequestBudget;
import io.coupabridge.client.address.BaseUrl;
import io.coupabridge.client.http.PageRequest;
import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.MessageHeaders;
import io.coupabridge.contracts.RunMode;
import io.coupabridge.contracts.TaskCommand;
import io.coupabridge.contracts.TaskEvent;
import io.coupabridge.contracts.TaskEvent.Type;
import io.coupabridge.contracts.TaskEvent.WaitReason;
import io.coupabridge.simulator.CoupaInstance;
import io.coupabridge.simulator.InstanceSpec;
import io.coupabridge.testing.scenario.Platform;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class RunIT extends RuntimeTest {

    @Inject
    DataSource dataSource;

    @Inject
    RequestBudget budget;

    @Inject
    @io.quarkus.agroal.DataSource("budget")
    DataSource budgetDatabase;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 49, 50, 51, 100, 101, 730})
    void publishes_each_user_exactly_once_whatever_their_number(int users) {
        // given
        CoupaInstance coupa = connectedCoupa(InstanceSpec.defaults().users(users));

        // when
        List<TaskEvent> events = platform.awaitOutcome(platform.run(tenant, RunMode.AUTO), SOON);

        // then
        assertThat(events)
                .extracting(TaskEvent::type)
                .startsWith(Type.ACCEPTED, Type.STARTED)
                .endsWith(Type.COMPLETED);
        assertThat(events)
                .extracting(TaskEvent::sequence)
                .isEqualTo(LongStream.rangeClosed(1, events.size()).boxed().toList());
        assertThat(publishedIds()).doesNotHaveDuplicates().hasSize(users);
        TaskEvent receipt = events.get(events.size() - 1);
        assertThat(receipt.progress().recordsNew()).isEqualTo(users);
        assertThat(receipt.progress().requests()).isEqualTo(coupa.log().apiCount());
    }

    @Test
    void asks_three_times_for_a_list_of_one_page_however_far_apart_its_ids_lie() {
        // given
        connectedCoupa(InstanceSpec.defaults().users(30).idGap(10_000));

        // when
        TaskEvent receipt = platform.outcome(platform.run(tenant, RunMode.FULL), SOON);

        // then the newest, the page, and nothing behind it
        assertThat(receipt.progress().recordsNew()).isEqualTo(30);
        assertThat(receipt.progress().requests()).isEqualTo(3);
    }

    @Test
    void publishes_nothing_again_when_nothing_changed() {
        // given
        connectedCoupa(InstanceSpec.defaults().users(120));
        platform.outcome(platform.run(tenant, RunMode.FULL), SOON);

        // when
        TaskEvent second = platform.outcome(platform.run(tenant, RunMode.FULL), SOON);

        // then
        assertThat(second.type()).isEqualTo(Type.COMPLETED);
        assertThat(second.progress().recordsUnchanged()).isEqualTo(120);
        assertThat(versions())
                .hasSize(120)
                .allSatisfy((version, times) -> assertThat(times).isEqualTo(1));
    }

    @Test
    void completes_an_increment_of_nothing_but_users_that_never_could_be_mapped() {
        // given
        CoupaInstance coupa = connectedCoupa(InstanceSpec.defaults().users(60));
        List<Long> unmappable = coupa.data().users().ids().subList(0, 20);
        unmappable.forEach(id -> coupa.data().users().update(id, "login", null));
        platform.outcome(platform.run(tenant, RunMode.FULL), SOON);
        Platform.awaitNextSecond();
        coupa.data().users().change(unmappable);
        Platform.awaitNextSecond();

        // when
        TaskEvent increment = platform.outcome(platform.run(tenant, RunMode.INCREMENTAL), SOON);

        // then
        assertThat(increment.type()).isEqualTo(Type.COMPLETED);
        assertThat(increment.progress().recordsQuarantined()).isEqualTo(20);
    }

    @Test
    void goes_on_with_its_token_while_the_successor_is_too_young_to_be_used() {
        // given
        CoupaInstance coupa =
                connectedCoupa(InstanceSpec.defaults().users(4_000).latency(Duration.ofMillis(200)));
        UUID command = platform.run(tenant, RunMode.FULL);
        await().atMost(SOON).until(() -> coupa.log().apiCount() > 3);

        // when
        Instant late = Instant.now().plus(Duration.ofMinutes(5));
        platform.token(tenant, 2, token(coupa), coupa.origin(), 25, late);

        // then
        assertThat(platform.awaitOutcome(command, SOON))
                .extracting(TaskEvent::type)
                .doesNotContain(Type.WAITING)
                .endsWith(Type.COMPLETED);
    }

    @Test
    void publishes_pages_together_that_came_while_another_was_being_published() throws SQLException {
        // given a run whose next page cannot be published, until all of its lanes have brought one
        CoupaInstance coupa =
                connectedCoupa(InstanceSpec.defaults().users(4_000).latency(Duration.ofMillis(300)));
        UUID command = platform.run(tenant, RunMode.FULL);
        await().atMost(SOON).until(() -> coupa.log().apiCount() > 3);
        try (Connection publishing = dataSource.getConnection()) {
            publishing.setAutoCommit(false);
            try (Statement statement = publishing.createStatement()) {
                statement.execute("select 1 from stream where tenant = '" + tenant + "' and name = 'runs' for update");
            }
            AtomicLong requests = new AtomicLong();
            await().atMost(SOON)
                    .during(Duration.ofSeconds(1))
                    .until(() -> requests.getAndSet(coupa.log().apiCount())
                            == coupa.log().apiCount());

            // when
            publishing.commit();
        }

        // then
        assertThat(platform.outcome(command, SOON).type()).isEqualTo(Type.COMPLETED);
        assertThat(publishedIds()).doesNotHaveDuplicates().hasSize(4_000);
        Map<String, Long> records = platform.records(tenant).stream()
                .collect(Collectors.groupingBy(record -> record.header(MessageHeaders.PAGE), Collectors.counting()));
        assertThat(records.values()).anyMatch(count -> count > PageRequest.LARGEST);
    }

    @Test
    void tells_that_it_has_started_although_there_is_no_budget_for_its_first_pages() throws Exception {
        // given a budget that does not answer from the moment on when it has let the run ask how far its list reaches
        CoupaInstance coupa = connectedCoupa(InstanceSpec.defaults().users(200));
        try (Connection lock = budgetDatabase.getConnection()) {
            lock.setAutoCommit(false);
            atFirstRequest(coupa, () -> lockBudget(lock));

            // when
            UUID command = platform.run(tenant, RunMode.FULL);

            // then
            platform.awaitEvent(command, Type.STARTED, SOON);
            lock.rollback();
            assertThat(platform.outcome(command, SOON).type()).isEqualTo(Type.COMPLETED);
        }
        assertThat(publishedIds()).doesNotHaveDuplicates().hasSize(200);
    }

    @Test
    void says_that_it_waits_for_coupa_also_when_that_asked_for_silence_before_the_first_page() {
        // given
        CoupaInstance coupa = connectedCoupa(InstanceSpec.defaults().users(200));
        Optional<Duration> silence = Optional.of(Duration.ofSeconds(8));
        atFirstRequest(coupa, () -> budget.throttled(new BaseUrl(coupa.origin()).hostKey(), silence));

        // when
        List<TaskEvent> events = platform.awaitOutcome(platform.run(tenant, RunMode.FULL), SOON);

        // then
        assertThat(events)
                .extracting(TaskEvent::type)
                .startsWith(Type.ACCEPTED, Type.STARTED, Type.WAITING)
                .endsWith(Type.COMPLETED);
        assertThat(events.get(2).waiting().reason()).isEqualTo(WaitReason.THROTTLED);
    }

    @Test
    void ignores_a_command_that_comes_twice() {
        // given
        connectedCoupa(InstanceSpec.defaults().users(10));
        UUID command = platform.run(tenant, RunMode.FULL);
        platform.outcome(command, SOON);

        // when
        platform.command(new TaskCommand(
                null, command, tenant, ApplicationRoster.TASK, RunMode.FULL, null, null, null, null, null, null));
        platform.outcome(platform.run(tenant, RunMode.FULL), SOON);

        // then
        assertThat(platform.awaitOutcome(command, SOON))
                .filteredOn(event -> event.type().terminal())
                .hasSize(1);
    }

    private static void atFirstRequest(CoupaInstance coupa, Runnable action) {
        AtomicBoolean done = new AtomicBoolean();
        coupa.onRequest(request -> {
            if (!done.getAndSet(true)) {
                action.run();
            }
        });
    }

    private static void lockBudget(Connection connection) {
        try (Statement statement = connection.createStatement()) {
            statement.execute("select 1 from request_budget for update");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
