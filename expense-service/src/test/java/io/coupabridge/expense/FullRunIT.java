package io.coupabridge.expense;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.coupabridge.contracts.DiscoveredExpense;
import io.coupabridge.contracts.ExpenseDiscovery;
import io.coupabridge.contracts.RunMode;
import io.coupabridge.contracts.TaskEvent;
import io.coupabridge.contracts.TaskEvent.Receipt;
import io.coupabridge.contracts.TaskEvent.Type;
import io.coupabridge.simulator.CoupaInstance;
import io.coupabridge.simulator.InstanceSpec;
import io.coupabridge.simulator.data.RecordTable;
import io.coupabridge.simulator.fault.Fault;
import io.coupabridge.simulator.fault.FaultRule;
import io.coupabridge.simulator.log.LoggedRequest;
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
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
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

    private long insertOld(String merchant) {
        return coupa.data()
                .expenseLines()
                .insert(fields().put("expense-date", LONG_AGO).put("merchant", merchant));
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

    private void write(String sql, String... values) {
        try (Connection connection = ledger.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setString(i + 1, values[i]);
            }
            assertThat(statement.executeUpdate()).isEqualTo(1);
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
        TaskEvent outcome = platform.outcome(platform.run(tenant, mode), SOON);
        assertThat(outcome.type()).as("%s", outcome).isEqualTo(Type.COMPLETED);
        return outcome;
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
