package io.coupabridge.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the data are like, and how they change. */
@Timeout(30)
class DataTest {

    private CoupaSimulator simulator;

    @BeforeEach
    void startSimulator() {
        simulator = CoupaSimulator.start();
    }

    @AfterEach
    void stop() {
        simulator.close();
    }

    private static long id(JsonNode record) {
        return record.get("id").longValue();
    }

    private static Instant updatedAt(JsonNode record) {
        return OffsetDateTime.parse(record.get("updated-at").textValue()).toInstant();
    }

    private static ObjectNode fields() {
        return CoupaCaller.JSON.createObjectNode();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 49, 50, 51, 100, 5_000})
    void reads_completely_at_every_size(int size) {
        // given
        CoupaInstance instance =
                simulator.instance("sized", InstanceSpec.defaults().users(size).expenseLines(size));
        CoupaCaller caller = CoupaCaller.connect(instance);

        // when
        List<JsonNode> users = caller.readAll("/api/users", "fields", "[\"id\"]");
        List<JsonNode> lines = caller.readAll("/api/expense_lines", "fields", "[\"id\"]");

        // then
        assertThat(users).hasSize(size);
        assertThat(lines).hasSize(size);
        assertThat(instance.data().users().count()).isEqualTo(size);
    }

    @Test
    void makes_the_same_data_from_the_same_seed_and_other_data_from_another() {
        // given
        InstanceSpec spec = InstanceSpec.defaults().users(50).expenseLines(50).emailDomain("x.example");

        // when
        List<String> first = names(simulator.instance("a", spec.seed(7)));
        List<String> again = names(simulator.instance("b", spec.seed(7)));
        List<String> other = names(simulator.instance("c", spec.seed(8)));

        // then
        assertThat(again).isEqualTo(first);
        assertThat(other).isNotEqualTo(first);
    }

    private static List<String> names(CoupaInstance instance) {
        return instance.data().users().stream()
                .map(user -> id(user)
                        + user.get("login").textValue()
                        + user.get("email").textValue())
                .toList();
    }

    @Test
    void makes_people_of_every_kind() {
        // given
        List<ObjectNode> users = simulator
                .instance("people", InstanceSpec.defaults().users(5_000))
                .data()
                .users()
                .list();

        // then
        for (String flag : List.of("api-user", "support-user", "supplier-user", "msp-user")) {
            assertThat(users).anyMatch(user -> user.get(flag).booleanValue());
        }
        assertThat(users).anyMatch(user -> !user.get("active").booleanValue());
        assertThat(users).anyMatch(user -> user.get("department").isNull());
        assertThat(users)
                .anyMatch(user -> user.get("employee-number").textValue().isEmpty());
        assertThat(users).anyMatch(user -> user.get("firstname").textValue().equals("李娜"));
        assertThat(distinct(users, "login")).hasSize(5_000);
        assertThat(distinct(users, "email")).hasSize(5_000);
        assertThat(users.stream()
                        .map(user -> user.get("email").textValue().toLowerCase(Locale.ROOT))
                        .distinct()
                        .count())
                .as("some differ in case only")
                .isBetween(4_950L, 4_999L);
    }

    private static Set<String> distinct(List<ObjectNode> records, String field) {
        return records.stream().map(record -> record.get(field).textValue()).collect(Collectors.toSet());
    }

    @Test
    void makes_expenses_of_every_kind() {
        // given
        List<ObjectNode> lines = simulator
                .instance("spend", InstanceSpec.defaults().users(200).expenseLines(20_000))
                .data()
                .expenseLines()
                .list();

        // then
        assertThat(lines).anyMatch(line -> line.get("amount").textValue().startsWith("-"));
        assertThat(lines).anyMatch(line -> new BigDecimal(line.get("amount").textValue()).signum() == 0);
        assertThat(lines).anyMatch(line -> line.get("amount").textValue().matches("-?\\d+\\.\\d{4}"));
        assertThat(lines)
                .anyMatch(line -> currency(line).equals("JPY")
                        && line.get("amount").textValue().matches("-?\\d+"));
        assertThat(lines)
                .anyMatch(line -> currency(line).equals("KWD")
                        && line.get("amount").textValue().matches("-?\\d+\\.\\d{3}"));
        assertThat(lines)
                .anyMatch(line -> !line.at("/foreign-currency/code").equals(line.at("/currency/code"))
                        && line.get("foreign-currency-amount").isTextual());
        assertThat(lines)
                .anyMatch(line -> line.get("merchant").isNull()
                        && line.at("/expense-line-imported-data/description").isTextual());
        assertThat(lines)
                .anyMatch(line -> "SLACK T01ABC".equals(line.get("merchant").textValue()));
        assertThat(lines).anyMatch(line -> line.get("expense-report-id").isNull());
        assertThat(lines).anyMatch(line -> line.get("description").asText().length() == 1_550);
        assertThat(lines).anyMatch(line -> line.get("description").asText().contains("\u0000"));
        assertThat(lines).anyMatch(line -> line.get("description").asText().contains("دعوة"));
        assertThat(distinct(lines, "status")).contains("paid", "draft", "audit_hold_v2");
        long software = lines.stream()
                .filter(line -> line.at("/expense-category/id").intValue() == 19)
                .count();
        assertThat(software).isBetween(20_000 * 30L / 100, 20_000 * 40L / 100);
    }

    private static String currency(JsonNode line) {
        return line.at("/currency/code").textValue();
    }

    @Test
    void itemises_lines_so_that_the_items_add_up() {
        // given
        CoupaInstance instance =
                simulator.instance("items", InstanceSpec.defaults().users(20).expenseLines(2_000));
        Map<Long, ObjectNode> byId = new HashMap<>();
        instance.data().expenseLines().stream().forEach(line -> byId.put(id(line), line));

        // when
        Map<Long, BigDecimal> sums = new HashMap<>();
        byId.values().stream()
                .filter(line -> !line.get("parent-expense-line-id").isNull())
                .forEach(item ->
                        sums.merge(item.get("parent-expense-line-id").longValue(), amount(item), BigDecimal::add));

        // then
        assertThat(sums).hasSizeGreaterThan(5);
        sums.forEach((parent, sum) -> {
            assertThat(amount(byId.get(parent))).isEqualByComparingTo(sum);
            assertThat(byId.get(parent).get("itemized-expense-lines")).hasSize(2);
        });
    }

    private static BigDecimal amount(JsonNode line) {
        return new BigDecimal(line.get("amount").textValue());
    }

    @Test
    void adds_up_reports_and_spreads_lines_over_them() {
        // given
        CoupaInstance instance =
                simulator.instance("reports", InstanceSpec.defaults().users(20).expenseLines(2_000));
        Map<Long, BigDecimal> totals = new HashMap<>();
        instance.data().expenseLines().stream()
                .filter(line -> line.get("expense-report-id").isNumber()
                        && line.get("parent-expense-line-id").isNull())
                .forEach(
                        line -> totals.merge(line.get("expense-report-id").longValue(), amount(line), BigDecimal::add));

        // then
        List<ObjectNode> reports = instance.data().expenseReports().list();
        assertThat(reports).hasSizeBetween(240, 260);
        for (ObjectNode report : reports) {
            BigDecimal total = totals.getOrDefault(id(report), BigDecimal.ZERO);
            assertThat(new BigDecimal(report.get("total").textValue())).isEqualByComparingTo(total);
        }
    }

    @Test
    void keeps_a_fixed_share_of_expense_dates_in_the_recent_days() {
        // given
        ZoneId zone = ZoneId.of("Asia/Tokyo");
        CoupaInstance instance = simulator.instance(
                "dates", InstanceSpec.defaults().expenseLines(1_000).zone(zone));

        // when
        List<LocalDate> dates = instance.data().expenseLines().stream()
                .map(line -> OffsetDateTime.parse(line.get("expense-date").textValue())
                        .toLocalDate())
                .toList();

        // then
        LocalDate today = LocalDate.now(zone);
        assertThat(dates.stream().filter(date -> !date.isBefore(today.minusDays(86))))
                .hasSize(900);
        assertThat(dates.stream().filter(date -> date.isBefore(today.minusDays(92))))
                .hasSize(100);
        assertThat(dates).allMatch(date -> !date.isBefore(today.minusDays(181)) && !date.isAfter(today));
    }

    @Test
    void prints_every_time_in_the_offset_that_the_zone_had_then() {
        // given
        ZoneId zone = ZoneId.of("America/Los_Angeles");
        CoupaInstance instance = simulator.instance(
                "offsets", InstanceSpec.defaults().users(500).expenseLines(500).zone(zone));

        // when
        Set<String> offsets = new HashSet<>();
        for (ObjectNode user : instance.data().users().list()) {
            OffsetDateTime created = OffsetDateTime.parse(user.get("created-at").textValue());
            assertThat(created.getOffset()).isEqualTo(zone.getRules().getOffset(created.toInstant()));
            offsets.add(created.getOffset().getId());
        }

        // then
        assertThat(offsets).containsExactlyInAnyOrder("-08:00", "-07:00");
        assertThat(instance.data().expenseLines().list())
                .allMatch(line -> line.get("expense-date").textValue().contains("T00:00:00"));
    }

    @ParameterizedTest
    @CsvSource({"1, 0", "3, 0", "10, 5000000000"})
    void makes_ids_with_gaps_leaps_and_beyond_31_bits(int gap, long leap) {
        // given
        CoupaInstance instance = simulator.instance(
                "ids",
                InstanceSpec.defaults().users(200).idGap(gap).idLeap(leap).firstIds(3_000_000_000L, 1, 4_000_000_000L));

        // when
        List<Long> ids = instance.data().users().ids();

        // then
        assertThat(ids).hasSize(200).isSorted().doesNotHaveDuplicates().allMatch(id -> id > Integer.MAX_VALUE);
        assertThat(ids.get(199) - ids.get(0) - leap).isBetween(199L * gap - gap, 199L * gap + gap);
        assertThat(ids.get(100) - ids.get(99)).isGreaterThan(leap);
        List<Long> read = CoupaCaller.connect(instance).readAll("/api/users").stream()
                .map(DataTest::id)
                .toList();
        assertThat(read).isEqualTo(ids);
    }

    @Test
    void can_tie_updates_to_one_second_and_make_odd_records() {
        // given
        CoupaInstance instance = simulator.instance(
                "odd",
                InstanceSpec.defaults()
                        .users(400)
                        .expenseLines(400)
                        .tiedUpdates(120)
                        .nullEmails(100)
                        .walletLines(0)
                        .awkwardText(1_000));

        // then
        List<ObjectNode> lines = instance.data().expenseLines().list();
        assertThat(lines.subList(0, 120).stream().map(DataTest::updatedAt).distinct())
                .hasSize(1);
        assertThat(instance.data().users().list())
                .anyMatch(user -> user.get("email").isNull());
        assertThat(lines).noneMatch(line -> line.get("expense-report-id").isNull());
    }

    @Test
    void inserts_updates_moves_deactivates_and_deletes() {
        // given
        CoupaInstance instance =
                simulator.instance("changes", InstanceSpec.defaults().users(10).expenseLines(40));
        CoupaCaller caller = CoupaCaller.connect(instance);
        var users = instance.data().users();
        var lines = instance.data().expenseLines();
        long report = instance.data().expenseReports().ids().get(0);
        long moved = lines.ids().get(39);

        // when
        long added = users.insert(fields().put("email", "new@x.example").put("first_name_local", "新"));
        users.update(users.ids().get(1), "lastname", "Newname");
        users.deactivate(users.ids().get(2));
        users.delete(users.ids().get(3));
        lines.move(moved, report);
        long addedLine = lines.insert(fields().put("amount", "12.5").put("expense-report-id", report));

        // then
        assertThat(users.ids()).hasSize(10).contains(added);
        assertThat(caller.readAll("/api/users")).isEqualTo(List.<JsonNode>copyOf(users.list()));
        assertThat(users.get(added).orElseThrow().get("first-name-local").textValue())
                .isEqualTo("新");
        assertThat(caller.ids("/api/users", "lastname", "Newname"))
                .containsExactly(users.ids().get(1));
        assertThat(caller.ids("/api/users", "active", "false"))
                .contains(users.ids().get(2));
        assertThat(caller.ids("/api/expense_reports/" + report + "/expense_lines"))
                .contains(moved, addedLine);
        assertThat(caller.ids("/api/expense_lines", "expense_report_id", Long.toString(report)))
                .contains(moved, addedLine);
        assertThat(lines.get(addedLine).orElseThrow().get("amount").textValue()).isEqualTo("12.5");
        assertThatThrownBy(() -> users.delete(1))
                .isInstanceOf(NoSuchElementException.class)
                .hasMessageContaining("user");
    }

    @Test
    void stamps_changes_with_the_skewed_clock_of_the_instance_in_whole_seconds() {
        // given
        CoupaInstance instance =
                simulator.instance("skew", InstanceSpec.defaults().users(5));
        Instant now = Instant.parse("2026-11-24T12:00:00Z");
        instance.clock().freeze(now);
        instance.switches().clockSkew(Duration.ofMinutes(-2));
        var users = instance.data().users();

        // when
        users.touch(users.ids());
        users.update(users.ids().get(0), fields().put("lastname", "L").put("updated-at", "2026-01-01T00:00:00Z"));

        // then
        assertThat(users.list().subList(1, 5)).allMatch(user -> updatedAt(user).equals(now.minusSeconds(120)));
        assertThat(updatedAt(users.list().get(0))).isEqualTo(Instant.parse("2026-01-01T00:00:00Z"));
        assertThat(users.list().get(0).get("updated-at").textValue()).isEqualTo("2025-12-31T16:00:00-08:00");
    }

    @ParameterizedTest
    @CsvSource({"false, false", "true, true"})
    void bumps_related_records_as_the_switches_say(boolean on, boolean bumped) {
        // given
        CoupaInstance instance =
                simulator.instance("bumps", InstanceSpec.defaults().users(5).expenseLines(40));
        instance.switches().reportChangeTouchesLines(on).lineChangeTouchesReport(on);
        instance.clock().advance(Duration.ofDays(1));
        var reports = instance.data().expenseReports();
        ObjectNode line = instance.data().expenseLines().list().get(30);
        long reportId = line.get("expense-report-id").longValue();
        ObjectNode before = reports.get(reportId).orElseThrow();

        // when
        instance.data().expenseLines().update(id(line), "amount", "1.00");
        ObjectNode after = reports.get(reportId).orElseThrow();
        reports.update(reportId, "status", "paid");

        // then
        assertThat(updatedAt(after).equals(updatedAt(before))).isEqualTo(!bumped);
        assertThat(after.get("total")).isNotEqualTo(before.get("total"));
        long touched = instance.data().expenseLines().stream()
                .filter(other -> other.get("expense-report-id").asLong() == reportId)
                .filter(other -> id(other) != id(line))
                .filter(other -> updatedAt(other).isAfter(Instant.now().plus(Duration.ofHours(20))))
                .count();
        assertThat(touched > 0).isEqualTo(bumped);
    }

    @Test
    void shows_changes_of_a_user_in_what_is_embedded_elsewhere() {
        // given
        CoupaInstance instance =
                simulator.instance("stubs", InstanceSpec.defaults().users(5).expenseLines(10));
        long owner = instance.data()
                .expenseLines()
                .list()
                .get(0)
                .at("/expensed-by/id")
                .longValue();

        // when
        instance.data().users().update(owner, "email", "renamed@x.example");

        // then
        assertThat(CoupaCaller.connect(instance).ids("/api/expense_lines", "expensed_by[email]", "renamed@x.example"))
                .isNotEmpty();
    }

    @Test
    void serves_records_that_no_client_can_read() {
        // given
        CoupaInstance instance =
                simulator.instance("broken", InstanceSpec.defaults().users(5).expenseLines(5));
        var lines = instance.data().expenseLines();
        List<Long> ids = lines.ids();

        // when
        lines.update(ids.get(0), "amount", "a lot");
        lines.update(ids.get(1), "expense-date", "yesterday");
        lines.update(ids.get(2), "currency", "EUR");
        lines.update(ids.get(3), fields().put("updated-at", "never").put("amount", "1E+30"));
        lines.update(ids.get(4), "description", "x".repeat(100_000));

        // then
        assertThat(CoupaCaller.connect(instance).readAll("/api/expense_lines"))
                .isEqualTo(List.<JsonNode>copyOf(lines.list()))
                .hasSize(5);
        assertThat(lines.get(ids.get(0)).orElseThrow().get("amount").textValue())
                .isEqualTo("a lot");
        assertThat(lines.get(ids.get(3)).orElseThrow().get("amount").textValue())
                .isEqualTo("1E+30");
        assertThat(lines.get(ids.get(2)).orElseThrow().get("currency").textValue())
                .isEqualTo("EUR");
    }

    @Test
    void shows_each_request_one_state_while_writers_write() {
        // given
        CoupaInstance instance =
                simulator.instance("busy", InstanceSpec.defaults().users(40));
        CoupaCaller caller = CoupaCaller.connect(instance);
        List<Long> ids = instance.data().users().ids();
        instance.data().users().touch(ids);
        AtomicBoolean stop = new AtomicBoolean();
        Thread writer = new Thread(() -> {
            while (!stop.get()) {
                instance.clock().advance(Duration.ofSeconds(1));
                instance.data().users().touch(ids);
            }
        });
        writer.start();

        // when
        Set<String> stamps = new HashSet<>();
        try {
            for (int i = 0; i < 50; i++) {
                List<JsonNode> page = caller.page("/api/users", "fields", "[\"id\",\"updated_at\"]");
                assertThat(page.stream().map(DataTest::updatedAt).distinct()).hasSize(1);
                stamps.add(page.get(0).get("updated-at").textValue());
            }
        } finally {
            stop.set(true);
        }

        // then
        assertThat(stamps).hasSizeGreaterThan(1);
    }

    @Test
    void keeps_instances_apart() {
        // given
        InstanceSpec spec = InstanceSpec.defaults().users(10).expenseLines(10);
        CoupaInstance acme = simulator.instance("acme", spec.zone(ZoneId.of("Asia/Tokyo")));
        CoupaInstance globex = simulator.instance("globex", spec);
        CoupaCaller ofAcme = CoupaCaller.connect(acme);
        CoupaCaller ofGlobex = CoupaCaller.connect(globex);

        // when
        acme.data().users().insert(3);
        acme.faults().always(io.coupabridge.simulator.fault.Fault.throttled());

        // then
        assertThat(ofGlobex.readAll("/api/users")).hasSize(10);
        assertThat(ofAcme.get("/api/users").statusCode()).isEqualTo(429);
        assertThat(ofGlobex.with(ofAcme.token()).get("/api/users").statusCode()).isEqualTo(401);
        assertThat(globex.data().users().list().get(0).get("created-at").textValue())
                .doesNotContain("+09:00");
        assertThat(acme.data().users().list().get(0).get("email").textValue()).endsWith("@acme.example");
        assertThatThrownBy(() -> simulator.instance("acme", spec)).hasMessageContaining("acme");
        assertThatThrownBy(() -> simulator.instance("initech")).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void serves_two_million_records_without_holding_them() {
        // given
        CoupaInstance big = simulator.instance(
                "big", InstanceSpec.defaults().users(2_000_000).expenseLines(2_000_000));
        CoupaCaller caller = CoupaCaller.connect(big);
        long used = usedMemory();

        // when
        long last = 1_001 + 3 * 1_999_000L;
        List<Long> page = caller.ids("/api/users", "id[gt]", Long.toString(last), "order_by", "id", "dir", "asc");
        List<JsonNode> window = caller.page(
                "/api/expense_lines",
                "updated_at[gt]",
                Instant.now().minus(Duration.ofMinutes(90)).toString(),
                "fields",
                "[\"id\",\"updated_at\"]");

        // then
        assertThat(page).hasSize(50).allMatch(id -> id > last);
        assertThat(window).hasSize(50);
        assertThat(usedMemory() - used).isLessThan(64L * 1024 * 1024);
    }

    private static long usedMemory() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
