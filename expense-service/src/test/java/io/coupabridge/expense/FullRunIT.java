package io.coupabridge.expense;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.coupabridge.contracts.Change;
import io.coupabridge.contracts.DiscoveredExpense;
import io.coupabridge.contracts.ErrorCode;
import io.coupabridge.contracts.ExpenseDiscovery;
import io.coupabridge.contracts.RunMode;
import io.coupabridge.contracts.TaskCommand;
import io.coupabridge.contracts.TaskCommand.Kind;
import io.coupabridge.contracts.TaskEvent;
import io.coupabridge.contracts.TaskEvent.Receipt;
import io.coupabridge.contracts.TaskEvent.Type;
import io.coupabridge.simulator.CoupaInstance;
import io.coupabridge.simulator.InstanceSpec;
import io.coupabridge.simulator.data.RecordTable;
import io.coupabridge.simulator.fault.Fault;
import io.coupabridge.simulator.fault.FaultRule;
import io.coupabridge.simulator.log.LoggedRequest;
import io.coupabridge.testing.scenario.Platform;
import io.coupabridge.testing.scenario.SimulatorOrigins;
import io.coupabridge.testing.truth.ReceiptCheck;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a full run reads beside the lines of the last 90 days. */
@QuarkusTest
@Timeout(180)
class FullRunIT extends ExpenseTest {

    private static final Duration SOON = Duration.ofSeconds(90);
    private static final String LONG_AGO =
            Instant.now().atOffset(ZoneOffset.UTC).toLocalDate().minusDays(400) + "T00:00:00Z";

    /** The overlap of an increment does not reach so far back. */
    private static final Duration OVERLAP_AND_MORE = Duration.ofHours(1);

    @Inject
    DataSource ledger;

    private CoupaInstance coupa;

    @ParameterizedTest
    @EnumSource(
            value = RunMode.class,
            names = {"FULL", "AUTO"})
    void an_old_line_that_changed_since_the_last_run_is_published_by_a_full_run(RunMode mode) {
        // given
        connect(80);
        long old = insertOld("Before");
        run(RunMode.FULL);
        run(RunMode.INCREMENTAL);
        assertThat(merchants(old)).containsExactly("Before");
        lastRunWas(Duration.ofHours(2));
        coupa.data().expenseLines().update(old, changedSince().put("merchant", "After"));
        lastFullRunWas(Duration.ofDays(31));

        // when
        TaskEvent receipt = run(mode);
        run(RunMode.INCREMENTAL);
        run(RunMode.INCREMENTAL);

        // then
        assertThat(receipt.mode()).isEqualTo(RunMode.FULL);
        assertThat(merchants(old)).containsExactly("Before", "After");
    }

    @Test
    void an_old_line_that_was_entered_since_the_last_run_is_published_by_a_full_run() {
        // given
        connect(80);
        run(RunMode.FULL);
        lastRunWas(Duration.ofHours(2));
        long old = coupa.data()
                .expenseLines()
                .insert(changedSince().put("expense-date", LONG_AGO).put("merchant", "Late"));

        // when
        TaskEvent receipt = run(RunMode.FULL);

        // then
        assertThat(merchants(old)).containsExactly("Late");
        assertThat(ReceiptCheck.differences(receipt, platform.records(tenant))).isEmpty();
    }

    @Test
    void an_old_line_whose_report_alone_changed_since_the_last_run_is_published_by_a_full_run() {
        // given a report and a line of which no run has read anything
        connect(80);
        ObjectNode longAgo = fields().put("created-at", LONG_AGO).put("updated-at", LONG_AGO);
        long report = coupa.data().expenseReports().insert(longAgo.deepCopy().put("status", "approved"));
        long line = coupa.data()
                .expenseLines()
                .insert(longAgo.deepCopy().put("expense-date", LONG_AGO).put("expense-report-id", report));
        run(RunMode.FULL);
        assertThat(published(line)).isEmpty();
        lastRunWas(Duration.ofHours(2));
        coupa.data().expenseReports().update(report, changedSince().put("status", "paid"));

        // when
        run(RunMode.FULL);

        // then
        assertThat(published(line)).extracting(DiscoveredExpense::status).containsExactly("paid");
    }

    @Test
    void the_first_run_of_a_tenant_reads_no_old_line() {
        // given
        connect(80);
        long old = insertOld("Old");

        // when
        TaskEvent receipt = run(RunMode.FULL);

        // then
        assertThat(published(old)).isEmpty();
        assertThat(receipt.receipt().changesFrom()).isNull();
        assertThat(lineRequestsBy("updated_at")).isEmpty();
    }

    @Test
    void a_receipt_says_since_when_changes_were_read_whatever_their_date() {
        // given
        connect(80);
        Instant watermark = run(RunMode.FULL).receipt().watermark();

        // when
        Receipt receipt = run(RunMode.FULL).receipt();

        // then
        assertThat(receipt.changesFrom()).isEqualTo(watermark.minus(Duration.ofMinutes(10)));
        assertThat(receipt.watermark()).isAfterOrEqualTo(watermark);
        assertThat(receipt.windowFrom())
                .isEqualTo(Instant.now().truncatedTo(ChronoUnit.DAYS).minus(Duration.ofDays(90)));
        assertThat(receipt.windowTo()).isNull();
    }

    /** Where the worker of a full run is lost. */
    enum Lost {
        READING_THE_WINDOW("expense_date", "asc", 2),
        BETWEEN_WINDOW_AND_CHANGES("updated_at", "desc", 1),
        READING_THE_CHANGES("updated_at", "asc", 2);

        private final String filter;
        private final String direction;
        private final int request;

        Lost(String filter, String direction, int request) {
            this.filter = filter;
            this.direction = direction;
            this.request = request;
        }

        boolean meets(LoggedRequest request) {
            return request.path().equals("/api/expense_lines")
                    && request.query(filter + "[gt_or_eq]").isPresent()
                    && request.query("parent_expense_line_id[gt_or_eq]").isEmpty()
                    && request.query("dir").equals(Optional.of(direction));
        }
    }

    @ParameterizedTest
    @EnumSource(Lost.class)
    void a_full_run_that_goes_on_elsewhere_loses_neither_lines_of_the_window_nor_old_changes(Lost place) {
        // given
        connect(180);
        RecordTable lines = coupa.data().expenseLines();
        List<Long> old =
                lines.insert(120, fields().put("expense-date", LONG_AGO).put("merchant", "Before"));
        Platform.awaitNextSecond();
        run(RunMode.FULL);
        run(RunMode.INCREMENTAL);
        lastRunWas(Duration.ofHours(2));
        old.forEach(line -> lines.update(line, changedSince().put("merchant", "After")));
        List<Long> fresh = lines.insert(60, changedSince().put("expense-date", yesterday()));
        AtomicInteger met = new AtomicInteger();
        FaultRule loss = coupa.faults()
                .inject(FaultRule.of(Fault.delay(Duration.ofMillis(300)))
                        .when(request ->
                                place.meets(request) && met.incrementAndGet() == place.request && takeTheStreamOver()));

        // when
        TaskEvent receipt = run(RunMode.FULL);

        // then
        assertThat(loss.struckCount()).isEqualTo(1);
        run(RunMode.INCREMENTAL);
        assertThat(published())
                .filteredOn(expense -> old.contains(expense.lineId()))
                .hasSize(240);
        assertThat(published())
                .filteredOn(expense -> old.contains(expense.lineId()) && expense.version() == 2)
                .hasSize(120)
                .allMatch(expense -> expense.merchantName().equals("After"));
        assertThat(published())
                .extracting(DiscoveredExpense::lineId)
                .filteredOn(fresh::contains)
                .hasSize(60);
        assertThat(ReceiptCheck.differences(receipt, platform.records(tenant))).isEmpty();
    }

    /** Such a run has no record of what changed before it, and reads none of it. */
    @Test
    void a_full_run_that_an_earlier_version_began_leaves_the_changes_to_the_next_increment() {
        // given
        connect(180);
        run(RunMode.FULL);
        lastRunWas(Duration.ofHours(2));
        long old = coupa.data()
                .expenseLines()
                .insert(changedSince().put("expense-date", LONG_AGO).put("merchant", "Late"));
        coupa.faults()
                .inject(FaultRule.of(Fault.throttled().retryAfter(Duration.ofSeconds(5)))
                        .when(Lost.READING_THE_WINDOW::meets)
                        .times(1));
        UUID full = platform.run(tenant, RunMode.FULL);
        platform.awaitEvent(full, Type.WAITING, SOON);
        awaitStored(full);
        write(
                "update run set window_from = null, window_to = null where tenant = ? and state = 'RUNNING'",
                tenant.value());

        // when
        TaskEvent receipt = platform.outcome(full, SOON);

        // then
        assertThat(receipt.type()).isEqualTo(Type.COMPLETED);
        assertThat(receipt.receipt().changesFrom()).isNull();
        assertThat(merchants(old)).isEmpty();
        run(RunMode.INCREMENTAL);
        assertThat(merchants(old)).containsExactly("Late");
    }

    /** Such a version reads no changes, and ends the run with the watermark of its position. */
    @Test
    void an_earlier_version_that_takes_a_full_run_over_finds_the_watermark_of_the_last_run() {
        // given
        connect(180);
        Instant watermark = run(RunMode.FULL).receipt().watermark();
        Platform.awaitNextSecond();
        coupa.faults()
                .inject(FaultRule.of(Fault.throttled().retryAfter(Duration.ofSeconds(5)))
                        .when(Lost.READING_THE_WINDOW::meets)
                        .times(1));

        // when
        UUID full = platform.run(tenant, RunMode.FULL);
        platform.awaitEvent(full, Type.WAITING, SOON);

        // then
        write(
                "update run set position = position where tenant = ? and state = 'RUNNING'"
                        + " and (position::jsonb ->> 'watermark')::timestamptz = ?::timestamptz",
                tenant.value(),
                watermark.toString());
        assertThat(platform.outcome(full, SOON).receipt().watermark()).isAfter(watermark);
    }

    @Test
    void a_line_outside_the_window_that_is_gone_is_reported_removed_by_the_next_full_run() {
        // given lines of long ago, and some without a date
        connect(80);
        List<Long> old = publishedOutside(30);
        long undated = insert(fields().putNull("expense-date"));
        run(RunMode.INCREMENTAL);
        List<Long> gone = List.of(old.get(4), old.get(29), undated);
        gone.forEach(coupa.data().expenseLines()::delete);

        // when
        TaskEvent receipt = run(RunMode.FULL);

        // then
        assertThat(receipt.progress().recordsRemoved()).isEqualTo(3);
        assertThat(receipt.receipt().outsideWindow().records()).isGreaterThanOrEqualTo(31);
        assertThat(receipt.receipt().outsideWindow().requests()).isBetween(1L, 2L);
        assertThat(removed()).containsExactlyInAnyOrderElementsOf(gone);
        assertThat(ReceiptCheck.differences(receipt, platform.records(tenant))).isEmpty();
    }

    @Test
    void a_line_outside_the_window_is_asked_for_once_in_thirty_days() {
        // given
        connect(80);
        publishedOutside(100);
        TaskEvent first = run(RunMode.FULL);
        assertThat(first.receipt().outsideWindow().records()).isGreaterThanOrEqualTo(100);
        long asked = requestsById();

        // when
        TaskEvent second = run(RunMode.FULL);

        // then
        assertThat(second.receipt().outsideWindow()).isNull();
        assertThat(requestsById()).isEqualTo(asked);
        write("update record set asked_at = asked_at - interval '30 days' where tenant = ?", tenant.value());
        assertThat(run(RunMode.FULL).receipt().outsideWindow())
                .isEqualTo(first.receipt().outsideWindow());
        assertThat(removed()).isEmpty();
    }

    @Test
    void nothing_is_removed_when_a_fifth_of_the_lines_outside_the_window_is_gone() {
        // given
        connect(80);
        List<Long> old = publishedOutside(100);
        int outside = (int) run(RunMode.FULL).receipt().outsideWindow().records();
        write("update record set asked_at = null where tenant = ?", tenant.value());
        List<Long> gone = old.subList(0, (outside + 4) / 5);
        gone.forEach(coupa.data().expenseLines()::delete);

        // when
        TaskEvent outcome = outcome(RunMode.FULL);

        // then
        assertThat(outcome.failure().code()).isEqualTo(ErrorCode.SUSPICIOUS_SHRINK);
        assertThat(outcome.failure().message()).contains("records outside the window", "acceptRemovals");
        assertThat(removed()).isEmpty();
        // not until somebody vouches for it
        assertThat(outcome(RunMode.FULL).failure().code()).isEqualTo(ErrorCode.SUSPICIOUS_SHRINK);
        TaskEvent accepted = platform.outcome(platform.command(acceptingRemovals()), SOON);
        assertThat(accepted.progress().recordsRemoved()).isEqualTo(gone.size());
        assertThat(removed()).containsExactlyInAnyOrderElementsOf(gone);
    }

    @Test
    void few_lines_of_many_are_suspicious_when_they_are_all_that_was_asked_for() {
        // given all but fifteen were shown less than 30 days ago
        connect(80);
        List<Long> due = publishedOutside(100).subList(0, 15);
        run(RunMode.FULL);
        due.forEach(line -> write(
                "update record set asked_at = null where tenant = ? and id = ?::bigint",
                tenant.value(),
                line.toString()));
        due.forEach(coupa.data().expenseLines()::delete);

        // when
        TaskEvent outcome = outcome(RunMode.FULL);

        // then
        assertThat(outcome.failure().code()).isEqualTo(ErrorCode.SUSPICIOUS_SHRINK);
        assertThat(outcome.failure().message()).contains("15 of the 15 records outside the window");
        assertThat(removed()).isEmpty();
    }

    @Test
    void a_full_run_that_misses_too_much_of_its_window_asks_for_nothing_outside_it() {
        // given
        connect(200);
        publishedOutside(60);
        List<Long> window = coupa.data().expenseLines().insert(100, fields().put("expense-date", yesterday()));
        Platform.awaitNextSecond();
        run(RunMode.INCREMENTAL);
        window.forEach(coupa.data().expenseLines()::delete);

        // when
        TaskEvent outcome = outcome(RunMode.FULL);

        // then
        assertThat(outcome.failure().code()).isEqualTo(ErrorCode.SUSPICIOUS_SHRINK);
        assertThat(requestsById()).isZero();
    }

    @Test
    void a_full_run_is_not_judged_by_old_changes_that_cannot_be_mapped() {
        // given
        connect(20);
        run(RunMode.FULL);
        lastRunWas(Duration.ofHours(2));
        coupa.data()
                .expenseLines()
                .insert(
                        60,
                        changedSince()
                                .put("expense-date", LONG_AGO)
                                .putNull("amount")
                                .putNull("foreign-currency-amount"));

        // when
        TaskEvent receipt = run(RunMode.FULL);

        // then
        assertThat(receipt.progress().recordsQuarantined()).isEqualTo(60);
    }

    @Test
    void new_lines_outside_the_window_do_not_hide_how_many_are_gone() {
        // given
        connect(80);
        List<Long> old = publishedOutside(100);
        old.subList(0, 60).forEach(coupa.data().expenseLines()::delete);
        coupa.data().expenseLines().insert(400, changedSince().put("expense-date", LONG_AGO));
        lastRunWas(Duration.ofHours(2));

        // when
        TaskEvent outcome = outcome(RunMode.FULL);

        // then
        assertThat(outcome.failure().code()).isEqualTo(ErrorCode.SUSPICIOUS_SHRINK);
    }

    @Test
    void new_old_lines_do_not_make_few_that_are_gone_look_suspicious() {
        // given
        connect(200);
        publishedOutside(10);
        List<Long> window = coupa.data().expenseLines().insert(100, fields().put("expense-date", yesterday()));
        run(RunMode.FULL);
        lastRunWas(Duration.ofHours(2));
        coupa.data().expenseLines().insert(400, changedSince().put("expense-date", LONG_AGO));
        window.subList(0, 12).forEach(coupa.data().expenseLines()::delete);

        // when
        TaskEvent receipt = run(RunMode.FULL);

        // then
        assertThat(receipt.progress().recordsRemoved()).isEqualTo(12);
    }

    @Test
    void a_line_outside_the_window_that_changed_unnoticed_is_published_when_it_is_asked_for() {
        // given
        connect(80);
        long line = publishedOutside(20).get(7);
        coupa.data()
                .expenseLines()
                .update(line, fields().put("merchant", "Quietly").put("updated-at", LONG_AGO));

        // when
        TaskEvent receipt = run(RunMode.FULL);

        // then
        assertThat(published(line)).last().satisfies(expense -> {
            assertThat(expense.change()).isEqualTo(Change.CHANGED);
            assertThat(expense.merchantName()).isEqualTo("Quietly");
        });
        assertThat(ReceiptCheck.differences(receipt, platform.records(tenant))).isEmpty();
    }

    @Test
    void a_coupa_that_ignores_the_filter_by_ids_proves_nothing_and_fails_no_run() {
        // given
        connect(300);
        publishedOutside(100).subList(10, 20).forEach(coupa.data().expenseLines()::delete);
        coupa.switches().ignoreFilters("id[in]");

        // when
        TaskEvent receipt = run(RunMode.FULL);

        // then
        assertThat(removed()).isEmpty();
        assertThat(receipt.receipt().warnings()).anyMatch(warning -> warning.contains("outside the window"));
        assertThat(receipt.receipt().outsideWindow().requests()).isLessThanOrEqualTo(3);
        coupa.switches().ignoreFilters();
        assertThat(run(RunMode.FULL).progress().recordsRemoved()).isEqualTo(10);
    }

    @ParameterizedTest
    @CsvSource({"400, 1", "403, 2", "200, 3"})
    void a_coupa_that_refuses_the_filter_by_ids_fails_no_run(int status, int requests) {
        // given
        connect(80);
        publishedOutside(100).subList(10, 20).forEach(coupa.data().expenseLines()::delete);
        FaultRule refusal = coupa.faults()
                .inject(FaultRule.of(Fault.status(status).text("application/json", "[]"))
                        .when(FullRunIT::isById));

        // when
        TaskEvent receipt = run(RunMode.FULL);

        // then
        assertThat(removed()).isEmpty();
        assertThat(refusal.struckCount()).isEqualTo(requests);
        assertThat(receipt.receipt().warnings()).anyMatch(warning -> warning.contains("outside the window"));
        refusal.remove();
        assertThat(run(RunMode.FULL).progress().recordsRemoved()).isEqualTo(10);
    }

    @Test
    void a_coupa_that_hides_a_field_of_old_lines_fails_no_run() {
        // given
        connect(80);
        publishedOutside(100).subList(10, 20).forEach(coupa.data().expenseLines()::delete);
        FaultRule hidden = coupa.faults()
                .inject(FaultRule.of(Fault.missingKeys("merchant")).when(FullRunIT::isById));

        // when
        TaskEvent receipt = run(RunMode.FULL);

        // then
        assertThat(hidden.struckCount()).isPositive();
        assertThat(removed()).isEmpty();
        assertThat(receipt.receipt().warnings()).anyMatch(warning -> warning.contains("outside the window"));
    }

    @Test
    void rows_that_are_no_records_prove_no_old_line_gone() {
        // given asked for by ids, one row lacks its id, and one a key
        connect(80);
        List<Long> old = publishedOutside(30);
        coupa.data().expenseLines().delete(old.get(4));
        FaultRule odd = coupa.faults()
                .inject(FaultRule.of(
                                Fault.missingKeys("merchant").onlyOf(old.get(8)).andOddId(old.get(29), "null"))
                        .when(FullRunIT::isById));

        // when
        TaskEvent receipt = run(RunMode.FULL);
        odd.remove();
        TaskEvent next = run(RunMode.FULL);

        // then
        assertThat(receipt.progress().recordsRemoved()).isZero();
        assertThat(receipt.progress().recordsQuarantined()).isEqualTo(2);
        assertThat(receipt.receipt().warnings()).isEmpty();
        assertThat(next.progress().recordsRemoved()).isEqualTo(1);
        assertThat(removed()).containsExactly(old.get(4));
        // that one, and the one whose id was of no use; a row that lacks a key is there
        assertThat(next.receipt().outsideWindow().records()).isEqualTo(2);
    }

    @Test
    void an_odd_answer_to_a_question_by_ids_is_asked_for_again() {
        // given
        connect(80);
        publishedOutside(100).subList(10, 20).forEach(coupa.data().expenseLines()::delete);
        coupa.faults()
                .inject(FaultRule.of(Fault.status(200).text("application/json", "[]"))
                        .when(FullRunIT::isById)
                        .times(2));

        // when
        TaskEvent receipt = run(RunMode.FULL);

        // then
        assertThat(receipt.receipt().warnings()).isEmpty();
        assertThat(receipt.progress().recordsRemoved()).isEqualTo(10);
    }

    @Test
    void a_full_run_that_goes_on_elsewhere_while_it_asks_by_ids_removes_what_is_gone_once() {
        // given
        connect(80);
        List<Long> gone = List.copyOf(publishedOutside(150).subList(20, 28));
        gone.forEach(coupa.data().expenseLines()::delete);
        AtomicInteger met = new AtomicInteger();
        FaultRule loss = coupa.faults()
                .inject(FaultRule.of(Fault.delay(Duration.ofMillis(100)))
                        .when(request -> isById(request) && met.incrementAndGet() <= 6 && takeTheStreamOver()));

        // when
        TaskEvent receipt = run(RunMode.FULL);

        // then
        assertThat(loss.struckCount()).isGreaterThan(3);
        assertThat(receipt.progress().recordsRemoved()).isEqualTo(8);
        assertThat(removed()).containsExactlyInAnyOrderElementsOf(gone);
        assertThat(ReceiptCheck.differences(receipt, platform.records(tenant))).isEmpty();
    }

    /** So many lines of long ago that are on the topic, and that no full run asked for yet. */
    private List<Long> publishedOutside(int count) {
        run(RunMode.FULL);
        List<Long> old = coupa.data()
                .expenseLines()
                .insert(count, fields().put("expense-date", LONG_AGO).put("merchant", "Before"));
        Platform.awaitNextSecond();
        run(RunMode.INCREMENTAL);
        assertThat(published()).extracting(DiscoveredExpense::lineId).containsAll(old);
        return old;
    }

    private List<Long> removed() {
        return published().stream()
                .filter(expense -> expense.change() == Change.REMOVED)
                .map(DiscoveredExpense::lineId)
                .toList();
    }

    private static boolean isById(LoggedRequest request) {
        return request.path().equals("/api/expense_lines")
                && request.query("id[in]").isPresent();
    }

    private long requestsById() {
        return coupa.log().apiRequests().stream().filter(FullRunIT::isById).count();
    }

    private TaskCommand acceptingRemovals() {
        return new TaskCommand(
                Kind.RUN,
                UUID.randomUUID(),
                tenant,
                ExpenseDiscovery.TASK,
                RunMode.FULL,
                null,
                null,
                null,
                null,
                true,
                "a test",
                null);
    }

    private long insertOld(String merchant) {
        return insert(fields().put("expense-date", LONG_AGO).put("merchant", merchant));
    }

    /** In a second that the next run reads. */
    private long insert(ObjectNode line) {
        long id = coupa.data().expenseLines().insert(line);
        Platform.awaitNextSecond();
        return id;
    }

    /** Sets the watermark back, as if nothing had been read since. */
    private void lastRunWas(Duration ago) {
        write(
                "update watermark set watermark = watermark - ?::interval where tenant = ?",
                ago.toString(),
                tenant.value());
    }

    private void lastFullRunWas(Duration ago) {
        write(
                "update watermark set last_full_at = last_full_at - ?::interval where tenant = ?",
                ago.toString(),
                tenant.value());
    }

    /** As a worker does that takes the run of one for dead: nothing that one does counts any more. */
    private boolean takeTheStreamOver() {
        write("update stream set owner = owner + 1 where name = 'runs' and tenant = ?", tenant.value());
        return true;
    }

    /** The ledger has that a run waits a moment after Kafka has. */
    private void awaitStored(UUID run) {
        await().atMost(SOON).until(() -> waits(run));
    }

    private boolean waits(UUID run) throws SQLException {
        try (Connection connection = ledger.getConnection();
                PreparedStatement statement = connection.prepareStatement(
                        "select 1 from run where command_id = ?::uuid and waiting is not null")) {
            statement.setString(1, run.toString());
            return statement.executeQuery().next();
        }
    }

    private void write(String sql, String... values) {
        try (Connection connection = ledger.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setString(i + 1, values[i]);
            }
            assertThat(statement.executeUpdate()).isPositive();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void connect(int lines) {
        coupa = simulator.instance(
                "coupa", InstanceSpec.defaults().users(10).expenseLines(lines).port(SimulatorOrigins.nextPort()));
        coupa.client("client", "client-secret", Set.of(ExpenseDiscovery.TASK.scope()));
        platform.connected(tenant, coupa.origin(), platform.grant(coupa.origin(), "client", "client-secret"), 25);
    }

    private TaskEvent run(RunMode mode) {
        TaskEvent outcome = outcome(mode);
        assertThat(outcome.type()).as("%s", outcome).isEqualTo(Type.COMPLETED);
        awaitLedger(outcome);
        return outcome;
    }

    /** An outcome is on Kafka a moment before the ledger has it: what a test changes there by then would be lost. */
    private void awaitLedger(TaskEvent outcome) {
        await().atMost(SOON).until(() -> finished(outcome.commandId()));
    }

    private boolean finished(UUID commandId) throws SQLException {
        try (Connection connection = ledger.getConnection();
                PreparedStatement statement = connection.prepareStatement(
                        "select 1 from run where command_id = ? and finished_at is not null")) {
            statement.setObject(1, commandId);
            return statement.executeQuery().next();
        }
    }

    private TaskEvent outcome(RunMode mode) {
        return platform.outcome(platform.run(tenant, mode), SOON);
    }

    private List<String> merchants(long line) {
        return published(line).stream().map(DiscoveredExpense::merchantName).toList();
    }

    private List<DiscoveredExpense> published(long line) {
        return published().stream().filter(expense -> expense.lineId() == line).toList();
    }

    private List<DiscoveredExpense> published() {
        return platform.records(tenant).stream()
                .map(record -> record.as(DiscoveredExpense.class))
                .toList();
    }

    private List<LoggedRequest> lineRequestsBy(String filter) {
        return coupa.log().apiRequests().stream()
                .filter(request -> request.path().equals("/api/expense_lines")
                        && request.query(filter + "[gt_or_eq]").isPresent())
                .toList();
    }

    private static String yesterday() {
        return Instant.now()
                .minus(Duration.ofDays(1))
                .truncatedTo(ChronoUnit.DAYS)
                .toString();
    }

    /** Longer ago than an increment's overlap, and after the last run as set by {@link #lastRunWas}. */
    private static ObjectNode changedSince() {
        return fields().put("updated-at", Instant.now().minus(OVERLAP_AND_MORE).toString());
    }

    private static ObjectNode fields() {
        return JsonNodeFactory.instance.objectNode();
    }
}
