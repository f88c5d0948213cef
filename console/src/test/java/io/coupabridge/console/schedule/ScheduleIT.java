package io.coupabridge.console.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.coupabridge.console.ConsoleTest;
import io.coupabridge.console.Teller;
import io.coupabridge.console.command.CommandSender;
import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.ConnectionEvent;
import io.coupabridge.contracts.ConnectionState;
import io.coupabridge.contracts.TaskAccess.Verdict;
import io.coupabridge.contracts.TaskEvent.Type;
import io.coupabridge.edge.trail.Who;
import io.coupabridge.testing.TopicReader;
import io.coupabridge.testing.TopicRecord;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What schedules send, as connections and runs go. */
@QuarkusTest
@TestProfile(UsualDefaults.class)
class ScheduleIT extends ConsoleTest {

    private static final TaskSchedule DAILY = TaskSchedule.parse("cron 0 2 * * * Europe/Berlin");

    @Inject
    Schedules schedules;

    @Inject
    ScheduleTable table;

    @Inject
    SchedulePolicy policy;

    @Inject
    EarlierRuns runs;

    @Inject
    CommandSender sender;

    @Inject
    ScheduleMetrics metrics;

    @Inject
    Clock clock;

    @Test
    void a_task_runs_for_the_first_time_when_it_is_granted() {
        // given
        ConnectionEvent connection = Teller.active(tenant, 1);

        // when
        teller.tell(connection);

        // then
        awaitCommands(1);
        JsonNode command = commands().get(0);
        assertThat(command.path("commandId").asText())
                .isEqualTo(key().commandId(connection.changedAt()).toString());
        assertThat(command.path("mode").asText()).isEqualTo("AUTO");
        assertThat(command.path("requestedBy").asText()).isEqualTo("schedule");
        eventually(() -> assertThat(view().lastDue()).isEqualTo(connection.changedAt()));
        assertThat(view().nextDue()).isAfter(clock.instant());
        assertThat(view().own()).isFalse();
    }

    @Test
    void a_task_that_is_not_granted_is_paused_and_says_since_when() {
        // given
        ConnectionEvent connection = Teller.connection(tenant, 1, ConnectionState.ACTIVE, null, Verdict.SCOPE_MISSING);

        // when
        teller.tell(connection);

        // then
        eventually(() -> {
            assertThat(view().pausedBecause()).isEqualTo(PausedBecause.SCOPE_MISSING);
            assertThat(view().pausedSince()).isEqualTo(connection.changedAt());
        });
        assertThat(commands()).isEmpty();
    }

    @Test
    void what_was_missed_during_a_pause_is_made_up_for_once() {
        // given
        granted();
        teller.tell(Teller.connection(
                tenant, 2, ConnectionState.REAUTHORIZATION_REQUIRED, "INVALID_CLIENT", Verdict.UNKNOWN));
        eventually(() -> assertThat(view().pausedBecause()).isEqualTo(PausedBecause.REAUTHORIZATION_REQUIRED));
        schedules.set(tenant, ApplicationRoster.TASK, DAILY, Who.SERVICE);
        dueSince(clock.instant().minus(Duration.ofDays(9)));

        // when
        teller.tell(Teller.active(tenant, 3));

        // then
        awaitCommands(2);
        eventually(() -> assertThat(view().nextDue()).isAfter(clock.instant()));
        assertThat(view().pausedBecause()).isNull();
        Instant latest = DAILY.latest(clock.instant(), key()).orElseThrow();
        assertThat(commands().get(1).path("commandId").asText())
                .isEqualTo(key().commandId(latest).toString());
        assertThat(commands()).hasSize(2);
    }

    @Test
    void a_schedule_of_ones_own_stands_in_the_trail() {
        // given
        granted();

        // when
        schedules.set(tenant, ApplicationRoster.TASK, DAILY, Who.SERVICE);

        // then
        assertThat(view().schedule()).isEqualTo(DAILY);
        assertThat(view().nextDue())
                .isEqualTo(DAILY.after(clock.instant(), key()).orElseThrow());
        assertThat(count(
                        "select count(*) from trail_entry where tenant = ? and action = 'SCHEDULE_SET' and detail like ?",
                        tenant.value(),
                        "%cron_0_2_*_*_*_Europe/Berlin%"))
                .isEqualTo(1);
    }

    @Test
    void a_task_that_is_off_sends_nothing_until_it_is_on_again() {
        // given
        granted();

        // when
        schedules.set(tenant, ApplicationRoster.TASK, TaskSchedule.OFF, Who.SERVICE);

        // then
        assertThat(view().nextDue()).isNull();
        schedules.set(tenant, ApplicationRoster.TASK, null, Who.SERVICE);
        assertThat(view().nextDue()).isAfter(clock.instant());
        assertThat(commands()).hasSize(1);
    }

    @Test
    void nothing_is_sent_behind_a_run_that_waits_to_begin() {
        // given
        granted();
        UUID run = UUID.randomUUID();
        teller.tell(Teller.step(Type.ACCEPTED, run, tenant, 1));
        eventually(() -> assertThat(runs.oneWaits(key(), clock.instant())).isTrue());

        // when
        dueSince(clock.instant());

        // then
        eventually(() -> assertThat(view().pausedBecause()).isEqualTo(PausedBecause.EARLIER_RUN_WAITS));
        teller.tell(Teller.step(Type.STARTED, run, tenant, 2));
        eventually(() -> assertThat(runs.oneWaits(key(), clock.instant())).isFalse());
        assertThat(commands()).hasSize(1);
        lookNow();
        awaitCommands(2);
        eventually(() -> assertThat(view().pausedBecause()).isNull());
    }

    @Test
    void a_run_is_full_when_the_last_full_one_is_a_month_ago() {
        // given
        granted();
        UUID run = UUID.randomUUID();
        teller.tell(Teller.step(Type.COMPLETED, run, tenant, 1));
        eventually(() -> assertThat(runs.lastFull(key())).isPresent());
        database.update("update run set finished_at = finished_at - interval '31 days' where command_id = ?", run);

        // when
        dueSince(clock.instant());

        // then
        awaitCommands(2);
        assertThat(commands().get(1).path("mode").asText()).isEqualTo("FULL");
    }

    @Test
    void two_that_look_at_the_same_time_send_the_same_command() {
        // given
        granted();
        Instant due = clock.instant().plus(Duration.ofHours(1));
        dueSince(due);
        Clock later = Clock.offset(clock, Duration.ofHours(2));

        // when
        CompletableFuture.allOf(Stream.generate(() -> looker(later))
                        .limit(2)
                        .map(looker -> CompletableFuture.runAsync(() -> looker.send(() -> false)))
                        .toArray(CompletableFuture[]::new))
                .join();

        // then
        assertThat(commands().stream()
                        .map(command -> command.path("commandId").asText())
                        .distinct())
                .hasSize(2)
                .contains(key().commandId(view().lastDue()).toString());
        assertThat(view().nextDue()).isAfter(view().lastDue());
    }

    @Test
    void a_default_that_has_changed_counts_from_the_next_start_on() {
        // given
        granted();
        database.update(
                "update task_schedule set planned_by = 'every PT1H', next_due = ? where tenant = ?",
                clock.instant().plus(Duration.ofMinutes(50)),
                tenant.value());
        Instant regular = policy.defaultOf(ApplicationRoster.TASK)
                .after(clock.instant(), key())
                .orElseThrow();

        // when
        looker(clock).send(() -> true);

        // then
        assertThat(view().nextDue()).isEqualTo(regular);
    }

    @Test
    void an_erased_tenant_leaves_no_schedule() {
        // given
        granted();
        ConnectionEvent deleted = Teller.connection(tenant, 2, ConnectionState.DISCONNECTED, null, Verdict.UNKNOWN);

        // when
        teller.tell(new ConnectionEvent(
                tenant,
                2,
                deleted.state(),
                null,
                "Erased.",
                "DELETED",
                null,
                null,
                10,
                deleted.tasks(),
                null,
                2L,
                deleted.changedAt()));

        // then
        eventually(() -> assertThat(count("select count(*) from task_schedule where tenant = ?", tenant.value()))
                .isZero());
    }

    private void granted() {
        teller.tell(Teller.active(tenant, 1));
        awaitCommands(1);
        eventually(() -> assertThat(view().lastSent()).isNotNull());
    }

    private DueCommands looker(Clock time) {
        return new DueCommands(table, policy, runs, sender, metrics, time);
    }

    /** As if nobody had looked since then. */
    private void dueSince(Instant due) {
        database.update("""
                update task_schedule set next_due = ?, look_at = case when paused_because is null then ?::timestamptz end
                where tenant = ? and task = ?
                """, due, due, tenant.value(), ApplicationRoster.TASK.name());
    }

    private void lookNow() {
        database.update(
                "update task_schedule set look_at = ? where tenant = ? and look_at is not null",
                clock.instant(),
                tenant.value());
    }

    private ScheduleKey key() {
        return new ScheduleKey(tenant, ApplicationRoster.TASK);
    }

    private ScheduleView view() {
        return schedules.of(tenant).stream()
                .filter(view -> view.task().equals(ApplicationRoster.TASK))
                .findFirst()
                .orElseThrow();
    }

    private void awaitCommands(int number) {
        eventually(() -> assertThat(commands()).hasSizeGreaterThanOrEqualTo(number));
    }

    private List<JsonNode> commands() {
        return TopicReader.readAll(bootstrapServers, ApplicationRoster.TASK.commandTopic()).stream()
                .filter(record -> tenant.value().equals(record.key()))
                .map(ScheduleIT::json)
                .toList();
    }

    private static JsonNode json(TopicRecord record) {
        try {
            return TopicRecord.JSON.readTree(record.text());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
