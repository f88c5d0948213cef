package io.coupabridge.expense;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import io.coupabridge.contracts.Change;
import io.coupabridge.contracts.DiscoveredExpense;
import io.coupabridge.contracts.ErrorCode;
import io.coupabridge.contracts.ExpenseDiscovery;
import io.coupabridge.contracts.MessageType;
import io.coupabridge.contracts.QuarantinedRecord;
import io.coupabridge.contracts.RunMode;
import io.coupabridge.contracts.TaskEvent;
import io.coupabridge.contracts.TaskEvent.Type;
import io.coupabridge.simulator.CoupaInstance;
import io.coupabridge.simulator.InstanceSpec;
import io.coupabridge.simulator.behaviour.ItemRows;
import io.coupabridge.simulator.data.RecordTable;
import io.coupabridge.simulator.fault.Fault;
import io.coupabridge.simulator.fault.FaultRule;
import io.coupabridge.testing.TestTokens;
import io.coupabridge.testing.TopicReader;
import io.coupabridge.testing.TopicRecord;
import io.coupabridge.testing.scenario.Platform;
import io.coupabridge.testing.scenario.SimulatorOrigins;
import io.coupabridge.testing.truth.ExpenseTruth;
import io.coupabridge.testing.truth.ReceiptCheck;
import io.quarkus.test.junit.QuarkusTest;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** From Coupa to the topic: what a consumer holds is what is true in the simulated instance. */
@QuarkusTest
@Timeout(180)
class ExpenseServiceIT extends ExpenseTest {

    private static final Duration SOON = Duration.ofSeconds(90);

    /** With daylight saving time, and far from midnight, so that no day ends within a test. */
    private static final ZoneId ZONE = Stream.of("America/Los_Angeles", "Europe/Berlin", "Australia/Sydney")
            .map(ZoneId::of)
            .filter(zone -> isDay(Instant.now().atZone(zone).getHour()))
            .findFirst()
            .orElseThrow();

    private CoupaInstance coupa;
    private LocalDate from;

    private static boolean isDay(int hour) {
        return hour >= 3 && hour < 21;
    }

    @ParameterizedTest
    @EnumSource(ItemRows.class)
    void publishes_every_line_of_90_days_as_it_is_in_coupa_however_items_are_shown(ItemRows shown) {
        // given
        connect(awkward(900));
        coupa.switches().itemRows(shown);

        // when
        TaskEvent receipt = run(RunMode.AUTO);

        // then
        assertThat(receipt.mode()).isEqualTo(RunMode.FULL);
        assertHoldsTruth(receipt);
        assertFitsSchema(published());
        assertThat(published().stream().map(record -> record.as(DiscoveredExpense.class)))
                .anyMatch(expense -> !expense.leaf())
                .anyMatch(expense -> expense.reportId() == null)
                .anyMatch(expense -> expense.transactionDate().isEqual(from));
    }

    @ParameterizedTest
    @EnumSource(ItemRows.class)
    void publishes_nothing_again_when_nothing_changed(ItemRows shown) {
        // given
        connect(awkward(400));
        coupa.switches().itemRows(shown);
        run(RunMode.FULL);
        int before = published().size();

        // when
        TaskEvent receipt = run(RunMode.FULL);

        // then
        assertThat(receipt.progress().recordsNew()).isZero();
        assertThat(receipt.progress().recordsChanged()).isZero();
        assertThat(published()).hasSize(before);
    }

    @Test
    void goes_on_however_many_pages_hold_nothing_to_publish() {
        // given
        connect(awkward(2_000).itemisedReports(900));
        coupa.switches().itemRows(ItemRows.OWN_ROWS);
        run(RunMode.FULL);
        long before = coupa.log().apiCount();

        // when
        TaskEvent receipt = run(RunMode.FULL);

        // then
        assertThat(receipt.type()).isEqualTo(Type.COMPLETED);
        assertThat(coupa.log().apiRequests().stream()
                        .skip(before)
                        .filter(request -> request.query("parent_expense_line_id[gt_or_eq]")
                                        .isPresent()
                                && request.records() > 0
                                && request.query("dir").equals(Optional.of("asc")))
                        .count())
                .as("pages of items")
                .isGreaterThan(4);
    }

    @Test
    void follows_a_reports_status_although_its_lines_do_not_change() {
        // given
        connect(awkward(400));
        run(RunMode.FULL);
        List<Long> reports = coupa.data().expenseReports().sample(12, 7);
        coupa.data().expenseReports().change(reports);
        Platform.awaitNextSecond();

        // when
        TaskEvent receipt = run(RunMode.AUTO);

        // then
        assertThat(receipt.mode()).isEqualTo(RunMode.INCREMENTAL);
        assertThat(receipt.progress().recordsChanged() + receipt.progress().recordsNew())
                .isGreaterThanOrEqualTo(12);
        assertHoldsTruthAfterIncrements(receipt);
    }

    @Test
    void follows_new_changed_and_moved_lines_and_old_expenses_that_are_entered_today() {
        // given
        connect(awkward(400));
        run(RunMode.FULL);
        coupa.data().expenseLines().insert(5);
        long old = coupa.data().expenseLines().insert(fields().put("expense-date", "2025-01-25T00:00:00-08:00"));
        long undated = coupa.data().expenseLines().insert(fields().putNull("expense-date"));
        coupa.data().expenseLines().change(coupa.data().expenseLines().sample(20, 3));
        List<Long> reports = coupa.data().expenseReports().ids();
        coupa.data()
                .expenseLines()
                .sample(6, 5)
                .forEach(line -> coupa.data().expenseLines().move(line, reports.get((int) (line % reports.size()))));
        Platform.awaitNextSecond();

        // when
        TaskEvent receipt = run(RunMode.AUTO);

        // then
        assertHoldsTruthAfterIncrements(receipt);
        assertThat(published()).extracting(TopicRecord::key).contains(tenant + "/" + old, tenant + "/" + undated);
    }

    @ParameterizedTest
    @EnumSource(ItemRows.class)
    void follows_a_line_that_is_split_later(ItemRows shown) {
        // given
        connect(awkward(300));
        coupa.switches().itemRows(shown);
        run(RunMode.FULL);
        ObjectNode line = coupa.data().expenseLines().list().stream()
                .filter(candidate -> candidate.get("itemized-expense-lines").isEmpty()
                        && candidate.get("parent-expense-line-id").isNull()
                        && !candidate.get("expense-report-id").isNull())
                .reduce((first, second) -> second)
                .orElseThrow();
        ObjectNode item = fields().put("parent-expense-line-id", line.get("id").longValue());
        item.set("expense-report-id", line.get("expense-report-id"));
        coupa.data().expenseLines().insert(2, item);
        if (shown != ItemRows.OWN_ROWS) {
            coupa.data().expenseLines().touch(List.of(line.get("id").longValue()));
        }
        Platform.awaitNextSecond();

        // when
        TaskEvent receipt = run(RunMode.AUTO);

        // then
        assertHoldsTruthAfterIncrements(receipt);
    }

    @ParameterizedTest
    @EnumSource(ItemRows.class)
    void reports_lines_and_items_that_are_gone_when_a_full_run_has_looked_for_them(ItemRows shown) {
        // given
        connect(awkward(600));
        coupa.switches().itemRows(shown);
        run(RunMode.FULL);
        RecordTable lines = coupa.data().expenseLines();
        Map<Long, List<Long>> items = itemsInWindow();
        List<Long> split = items.keySet().stream().toList();
        List<Long> gone = new ArrayList<>(items.get(split.get(0)));
        gone.add(split.get(0));
        gone.add(items.get(split.get(1)).get(0));
        gone.add(plainLineInWindow());
        gone.forEach(lines::delete);

        // when
        TaskEvent receipt = run(RunMode.FULL);

        // then
        assertThat(receipt.progress().recordsRemoved()).isEqualTo(gone.size());
        assertHoldsTruth(receipt);
    }

    @Test
    void takes_no_item_for_gone_whose_line_cannot_be_read() {
        // given
        connect(awkward(400));
        coupa.switches().itemRows(ItemRows.NESTED);
        run(RunMode.FULL);
        long split = itemsInWindow().keySet().iterator().next();
        coupa.data().expenseLines().update(split, fields().put("amount", "many"));

        // when
        TaskEvent receipt = run(RunMode.FULL);

        // then
        assertThat(receipt.type()).isEqualTo(Type.COMPLETED);
        assertThat(receipt.progress().recordsQuarantined()).isPositive();
        assertThat(receipt.progress().recordsRemoved()).isZero();
    }

    @Test
    void takes_no_item_for_gone_when_a_filter_hides_the_items() {
        // given
        connect(awkward(100));
        coupa.switches().itemRows(ItemRows.NESTED);
        run(RunMode.FULL);
        coupa.switches().hideFields("expense_lines", "itemized-expense-lines");

        // when
        TaskEvent outcome = run(RunMode.FULL);

        // then
        assertThat(outcome.type()).isEqualTo(Type.FAILED);
        assertThat(outcome.failure().code()).isIn(ErrorCode.REQUIRED_FIELD_HIDDEN, ErrorCode.SUSPICIOUS_SHRINK);
        assertThat(published())
                .noneMatch(record -> record.as(DiscoveredExpense.class).change() == Change.REMOVED);
    }

    @ParameterizedTest
    @EnumSource(ItemRows.class)
    void takes_no_item_for_gone_when_coupa_shows_items_another_way(ItemRows before) {
        // given
        connect(awkward(300));
        coupa.switches().itemRows(before);
        run(RunMode.FULL);
        ItemRows after = ItemRows.values()[(before.ordinal() + 1) % ItemRows.values().length];
        coupa.switches().itemRows(after);

        // when
        TaskEvent receipt = run(RunMode.FULL);

        // then
        assertThat(receipt.type()).as("%s", receipt).isEqualTo(Type.COMPLETED);
        assertThat(receipt.progress().recordsRemoved()).isZero();
    }

    @ParameterizedTest
    @EnumSource(ItemRows.class)
    void takes_no_line_for_gone_that_was_moved_or_grew_old(ItemRows shown) {
        // given
        connect(awkward(400));
        coupa.switches().itemRows(shown);
        run(RunMode.FULL);
        List<Long> reports = coupa.data().expenseReports().ids();
        coupa.data().expenseLines().move(plainLineInWindow(), reports.get(reports.size() / 2));
        long split = itemsInWindow().keySet().iterator().next();
        String longAgo = from.minusDays(60) + "T00:00:00-08:00";
        coupa.data().expenseLines().update(split, "expense-date", longAgo);
        coupa.data().expenseLines().update(plainLineInWindow(), "expense-date", longAgo);

        // when
        TaskEvent receipt = run(RunMode.FULL);

        // then
        assertThat(receipt.progress().recordsRemoved()).isZero();
        assertHoldsTruthAfterIncrements(receipt);
    }

    @Test
    void reads_the_same_from_an_instance_that_writes_its_answers_otherwise() {
        // given
        connect(awkward(300));
        coupa.switches()
                .questionMarkAliases(true)
                .snakeCaseKeys(true)
                .nullsAsEmptyText(true)
                .decimalsAsNumbers(true)
                .extraKeys(Map.of("art-der-ausgabe", "Software"))
                .gzip(true)
                .rejectUnknownFields(true)
                .shortPages(150);

        // when
        TaskEvent receipt = run(RunMode.FULL);

        // then
        assertHoldsTruth(receipt);
    }

    @Test
    void keeps_to_90_days_when_coupa_ignores_the_filter() {
        // given
        connect(awkward(300).expenseDates(0.5, 85, 400));
        coupa.switches().ignoreFilters("expense_date", "updated_at", "parent_expense_line_id");

        // when
        TaskEvent receipt = run(RunMode.FULL);

        // then
        assertThat(receipt.progress().recordsNew()).isLessThan(250);
        assertHoldsTruth(receipt);
    }

    @Test
    void warns_when_only_one_persons_expenses_are_to_be_seen() {
        // given
        connect(awkward(900).users(5));
        ObjectNode some = coupa.data().expenseLines().list().get(800);
        coupa.switches().ownRecordsOnly(true);
        connectAs(some.get("expensed-by").get("id").longValue());

        // when
        TaskEvent receipt = run(RunMode.FULL);

        // then
        assertThat(receipt.type()).isEqualTo(Type.COMPLETED);
        assertThat(receipt.receipt().warnings()).singleElement().asString().contains("may see only its own expenses");
    }

    @Test
    void puts_a_line_aside_that_cannot_be_mapped_and_goes_on() {
        // given
        connect(awkward(200));
        List<ObjectNode> lines = coupa.data().expenseLines().list();
        long odd = lines.get(lines.size() - 1).get("id").longValue();
        coupa.data().expenseLines().update(odd, fields().put("merchant", "Odd").putNull("currency"));
        coupa.data().expenseLines().update(odd, fields().putNull("foreign-currency"));

        // when
        TaskEvent receipt = run(RunMode.FULL);

        // then
        assertThat(receipt.type()).isEqualTo(Type.COMPLETED);
        assertThat(receipt.progress().recordsQuarantined()).isEqualTo(1);
        assertThat(TopicReader.readAll(bootstrapServers, ExpenseDiscovery.TASK.quarantineTopic()))
                .extracting(record -> record.as(QuarantinedRecord.class))
                .filteredOn(record -> record.tenantId().equals(tenant))
                .singleElement()
                .satisfies(record -> {
                    assertThat(record.recordId()).isEqualTo(Long.toString(odd));
                    assertThat(record.reason()).isEqualTo("The field currency is empty although there is an amount.");
                    assertThat(record.record()).contains("\"Odd\"");
                });
    }

    @Test
    void puts_odd_rows_of_lines_and_reports_aside_and_publishes_all_other_lines() {
        // given one line without its id, and the report of another without its status
        connect(awkward(200));
        coupa.switches().itemRows(ItemRows.OWN_ROWS);
        List<ObjectNode> lines = coupa.data().expenseLines().list().stream()
                .filter(line -> line.hasNonNull("expense-report-id") && inWindow(line))
                .filter(line -> line.get("parent-expense-line-id").isNull())
                .toList();
        long oddLine = lines.get(0).get("id").longValue();
        ObjectNode reported = lines.get(lines.size() - 1);
        long oddReport = reported.get("expense-report-id").longValue();
        coupa.faults().inject(FaultRule.of(Fault.oddId(oddLine, "null")).onPath("/api/expense_lines"));
        coupa.faults()
                .inject(FaultRule.of(Fault.missingKeys("status").onlyOf(oddReport))
                        .onPath("/api/expense_reports"));

        // when
        TaskEvent receipt = run(RunMode.FULL);

        // then
        assertThat(receipt.type()).as("%s", receipt).isEqualTo(Type.COMPLETED);
        assertThat(published())
                .extracting(TopicRecord::key)
                .doesNotContain(tenant + "/" + oddLine)
                .contains(tenant + "/" + reported.get("id").longValue());
        assertThat(TopicReader.readAll(bootstrapServers, ExpenseDiscovery.TASK.quarantineTopic()))
                .extracting(TopicRecord::key)
                .filteredOn(key -> key.startsWith(tenant + "/"))
                .anyMatch(key -> key.startsWith(tenant + "/before-"))
                .contains(tenant + "/expense_reports/" + oddReport);
        assertThat(receipt.receipt().warnings()).anyMatch(warning -> warning.contains("reported no record as removed"));
    }

    @ParameterizedTest
    @EnumSource(ItemRows.class)
    void brings_an_item_back_that_was_put_aside_however_items_are_shown(ItemRows shown) {
        // given: an item that can be mapped again, although nothing in Coupa says that it changed
        connect(awkward(300));
        coupa.switches().itemRows(shown);
        ObjectNode line = coupa.data().expenseLines().list().stream()
                .filter(candidate -> !candidate.get("parent-expense-line-id").isNull() && inWindow(candidate))
                .reduce((first, second) -> second)
                .orElseThrow();
        long item = line.get("id").longValue();
        long parent = line.get("parent-expense-line-id").longValue();
        String earlier = OffsetDateTime.parse(line.get("updated-at").textValue())
                .minusDays(3)
                .format(DateTimeFormatter.ISO_OFFSET_DATE_TIME);
        coupa.data().expenseLines().update(parent, fields().put("updated-at", earlier));
        setUnseen(item, "amount", JsonNodeFactory.instance.textNode("many"));
        assertThat(run(RunMode.FULL).progress().recordsQuarantined()).isPositive();
        setUnseen(item, "amount", JsonNodeFactory.instance.textNode("12.50"));
        assertThat(published()).extracting(TopicRecord::key).doesNotContain(tenant + "/" + item);

        // when
        TaskEvent receipt = platform.outcome(replay(), SOON);

        // then
        assertThat(receipt.mode()).isEqualTo(RunMode.WINDOW);
        assertThat(receipt.progress().recordsRead()).isLessThan(150);
        assertThat(published()).extracting(TopicRecord::key).containsOnlyOnce(tenant + "/" + item);
        assertHoldsTruthAfterIncrements(receipt);
    }

    /** The items of lines that have at least two, by the ids of these lines. */
    private Map<Long, List<Long>> itemsInWindow() {
        Map<Long, List<Long>> items = coupa.data().expenseLines().list().stream()
                .filter(line -> !line.get("parent-expense-line-id").isNull() && inWindow(line))
                .collect(Collectors.groupingBy(
                        line -> line.get("parent-expense-line-id").longValue(),
                        TreeMap::new,
                        Collectors.mapping(line -> line.get("id").longValue(), Collectors.toList())));
        items.entrySet()
                .removeIf(entry -> entry.getValue().size() < 2
                        || !inWindow(
                                coupa.data().expenseLines().get(entry.getKey()).orElseThrow()));
        return items;
    }

    private long plainLineInWindow() {
        return coupa.data().expenseLines().list().stream()
                .filter(line -> line.get("parent-expense-line-id").isNull()
                        && line.get("itemized-expense-lines").isEmpty()
                        && inWindow(line))
                .findFirst()
                .orElseThrow()
                .get("id")
                .longValue();
    }

    private boolean inWindow(ObjectNode line) {
        return line.hasNonNull("expense-date")
                && LocalDate.parse(line.get("expense-date").asText().substring(0, 10))
                        .isAfter(from.plusDays(3));
    }

    /** Without a new updated-at, as if the mapper had changed and not the line. */
    private void setUnseen(long line, String field, JsonNode value) {
        ObjectNode fields = fields();
        fields.set(field, value);
        fields.set(
                "updated-at",
                coupa.data().expenseLines().get(line).orElseThrow().get("updated-at"));
        coupa.data().expenseLines().update(line, fields);
    }

    /** The command that reads the tenant's quarantined records again. */
    private UUID replay() {
        ObjectNode request = fields().put(
                        "topic", ExpenseDiscovery.TASK.quarantineTopic().topicName())
                .put("tenant", tenant.value())
                .put("dryRun", false);
        return given().auth()
                .oauth2(TestTokens.shared().operator())
                .contentType("application/json")
                .body(request.toString())
                .post("/api/v1/replays")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getUUID("rereads[0].commandId");
    }

    private static InstanceSpec awkward(int lines) {
        return InstanceSpec.defaults()
                .users(40)
                .expenseLines(lines)
                .zone(ZONE)
                .expenseDates(0.8, 90, 120)
                .itemisedReports(300)
                .walletLines(60)
                .awkwardText(120)
                .nullEmails(60);
    }

    private void connect(InstanceSpec spec) {
        coupa = simulator.instance("coupa", spec.port(SimulatorOrigins.nextPort()));
        from = Instant.now().atZone(ZONE).toLocalDate().minusDays(90);
        connectAs(null);
    }

    private void connectAs(Long user) {
        coupa.client("client", "client-secret", Set.of(ExpenseDiscovery.TASK.scope()))
                .actsAs(user);
        platform.connected(tenant, coupa.origin(), platform.grant(coupa.origin(), "client", "client-secret"), 25);
    }

    private TaskEvent run(RunMode mode) {
        return platform.outcome(platform.run(tenant, mode), SOON);
    }

    private void assertHoldsTruth(TaskEvent receipt) {
        assertThat(receipt.type()).as("%s", receipt).isEqualTo(Type.COMPLETED);
        truth().check(published()).assertHolds();
        assertThat(ReceiptCheck.differences(receipt, published())).isEmpty();
    }

    private void assertHoldsTruthAfterIncrements(TaskEvent receipt) {
        assertThat(receipt.type()).as("%s", receipt).isEqualTo(Type.COMPLETED);
        truth().checkAfterIncrements(published()).assertHolds();
        assertThat(ReceiptCheck.differences(receipt, published())).isEmpty();
    }

    private ExpenseTruth truth() {
        return new ExpenseTruth(
                tenant,
                coupa.data().expenseLines().list(),
                coupa.data().expenseReports().list(),
                from);
    }

    /** What consumers were promised of each message. */
    private void assertFitsSchema(List<TopicRecord> records) {
        InputStream text = MessageType.class
                .getClassLoader()
                .getResourceAsStream(ExpenseDiscovery.TASK.messageType().schemaResource());
        JsonSchema schema = JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(text);
        assertThat(records).isNotEmpty().allSatisfy(record -> {
            assertThat(record.header("ce_type"))
                    .isEqualTo(ExpenseDiscovery.TASK.messageType().type());
            assertThat(schema.validate(record.as(JsonNode.class)))
                    .as(record.text())
                    .isEmpty();
        });
    }

    private List<TopicRecord> published() {
        return platform.records(tenant);
    }

    private static ObjectNode fields() {
        return JsonNodeFactory.instance.objectNode();
    }
}
