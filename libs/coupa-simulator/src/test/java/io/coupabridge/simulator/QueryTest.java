package io.coupabridge.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What queries find, held against the truth. */
@Timeout(30)
class QueryTest {

    private static CoupaSimulator simulator;
    private static CoupaInstance acme;
    private static CoupaCaller caller;
    private static List<ObjectNode> users;
    private static List<ObjectNode> lines;

    @BeforeAll
    static void startInstance() {
        simulator = CoupaSimulator.start();
        acme = simulator.instance(
                "acme", InstanceSpec.defaults().users(300).expenseLines(900).seed(7));
        caller = CoupaCaller.connect(acme);
        users = acme.data().users().list();
        lines = acme.data().expenseLines().list();
    }

    @AfterAll
    static void stop() {
        simulator.close();
    }

    private static List<Long> idsWhere(List<ObjectNode> records, Predicate<JsonNode> wanted) {
        return records.stream().filter(wanted).map(QueryTest::id).limit(50).toList();
    }

    private static Long id(JsonNode record) {
        return record.get("id").longValue();
    }

    private static Instant instant(JsonNode record, String field) {
        return OffsetDateTime.parse(record.get(field).textValue()).toInstant();
    }

    private static Predicate<JsonNode> expectation(String attribute, String operator, String argument) {
        String field = attribute.replace('_', '-');
        return record -> {
            JsonNode value = record;
            for (String part : field.split("\\.")) {
                value = value.path(part);
            }
            if (operator.equals("blank")) {
                boolean blank = value.isNull()
                        || value.isMissingNode()
                        || value.asText().isEmpty();
                return blank == Boolean.parseBoolean(argument);
            }
            if (value.isNull() || value.isMissingNode()) {
                return false;
            }
            String text = value.asText();
            return switch (operator) {
                case "contains" -> text.contains(argument);
                case "starts_with" -> text.startsWith(argument);
                case "ends_with" -> text.endsWith(argument);
                case "in" -> List.of(argument.split(",")).contains(text);
                case "not_in" -> !List.of(argument.split(",")).contains(text);
                case "" ->
                    argument.matches("[0-9.]+")
                            ? new BigDecimal(text).compareTo(new BigDecimal(argument)) == 0
                            : text.equals(argument);
                case "not_eq" -> !text.equals(argument);
                default -> ordered(text, operator, argument);
            };
        };
    }

    private static boolean ordered(String text, String operator, String argument) {
        boolean numeric = argument.matches("-?[0-9.]+");
        int order = numeric ? new BigDecimal(text).compareTo(new BigDecimal(argument)) : text.compareTo(argument);
        return switch (operator) {
            case "gt" -> order > 0;
            case "lt" -> order < 0;
            case "gt_or_eq" -> order >= 0;
            default -> order <= 0;
        };
    }

    @ParameterizedTest
    @CsvSource({
        "users, active, '', false",
        "users, firstname, '', Tomás",
        "users, login, contains, son",
        "users, lastname, starts_with, S",
        "users, email, ends_with, 7@acme.example",
        "users, id, gt, 1300",
        "users, id, lt, 1100",
        "users, id, gt_or_eq, 1500",
        "users, id, lt_or_eq, 1200",
        "users, lastname, gt, T",
        "users, lastname, not_eq, Silva",
        "users, firstname, in, 'Wei,Omar,李娜'",
        "users, firstname, not_in, 'Wei,Omar'",
        "users, employee_number, blank, true",
        "users, middlename, blank, true",
        "users, employee_number, blank, false",
        "users, department.name, '', Finance",
        "users, manager.login, starts_with, a",
        "users, default_currency.code, in, 'JPY,KWD'",
        "expense_lines, amount, gt, 500",
        "expense_lines, amount, lt_or_eq, 0",
        "expense_lines, amount, '', 0.00",
        "expense_lines, merchant, blank, true",
        "expense_lines, merchant, contains, *",
        "expense_lines, expensed_by.lastname, starts_with, D",
        "expense_lines, expense_category.id, '', 19",
        "expense_lines, status, not_in, 'paid,approved'",
        "expense_lines, parent_expense_line_id, blank, false",
        "expense_lines, expense_line_imported_data.amount, lt, 20"
    })
    void finds_what_each_operator_means(String resource, String attribute, String operator, String argument) {
        // given
        String[] parts = attribute.split("\\.");
        String name = parts.length == 1 ? parts[0] : parts[0] + "[" + parts[1] + "]";
        String suffix = operator.isEmpty() ? "" : "[" + operator + "]";

        // when
        List<Long> found = caller.ids("/api/" + resource, name + suffix, argument);
        List<Long> hyphenated = caller.ids("/api/" + resource, name.replace('_', '-') + suffix, argument);

        // then
        List<ObjectNode> all = resource.equals("users") ? users : lines;
        assertThat(found)
                .isEqualTo(idsWhere(all, expectation(attribute, operator, argument)))
                .isNotEmpty();
        assertThat(hyphenated).isEqualTo(found);
    }

    @Test
    void joins_conditions_with_and() {
        // when
        List<Long> found = caller.ids("/api/users", "active", "true", "id[gt]", "1400", "expense_user", "true");

        // then
        assertThat(found)
                .isEqualTo(idsWhere(
                        users,
                        user -> user.get("active").booleanValue()
                                && user.get("expense-user").booleanValue()
                                && id(user) > 1_400))
                .isNotEmpty();
    }

    @Test
    void knows_the_documented_status_filter_for_active_users() {
        // when
        List<Long> active = caller.ids("/api/users", "status", "active");

        // then
        assertThat(active).isEqualTo(idsWhere(users, user -> user.get("active").booleanValue()));
    }

    @Test
    void finds_by_lists_of_ids_and_of_reports() {
        // given
        List<Long> some = List.of(id(lines.get(3)), id(lines.get(77)), id(lines.get(400)), 5L);
        List<Long> reports = List.of(
                lines.get(9).get("expense-report-id").longValue(),
                lines.get(300).get("expense-report-id").longValue());

        // when
        List<Long> byId = caller.ids("/api/expense_lines", "id[in]", joined(some));
        List<Long> byReport = caller.ids("/api/expense_lines", "expense_report_id[in]", joined(reports));

        // then
        assertThat(byId).containsExactlyElementsOf(some.subList(0, 3));
        assertThat(byReport)
                .isEqualTo(idsWhere(
                        lines,
                        line -> reports.contains(line.get("expense-report-id").longValue())));
    }

    private static String joined(List<Long> ids) {
        return ids.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    @Test
    void finds_windows_of_time_by_keyset() {
        // given
        Instant from = Instant.now().minus(40, ChronoUnit.DAYS).truncatedTo(ChronoUnit.SECONDS);
        Instant to = from.plus(20, ChronoUnit.DAYS);

        // when
        List<JsonNode> found = caller.readAll(
                "/api/expense_lines", "updated_at[gt_or_eq]", from.toString(), "updated_at[lt]", to.toString());

        // then
        assertThat(found)
                .isEqualTo(lines.stream()
                        .filter(line -> !instant(line, "updated-at").isBefore(from)
                                && instant(line, "updated-at").isBefore(to))
                        .toList())
                .hasSizeGreaterThan(50);
    }

    @Test
    void takes_a_date_alone_as_midnight_utc() {
        // given
        LocalDate day = LocalDate.now(ZoneOffset.UTC).minusDays(30);
        Instant midnight = day.atStartOfDay(ZoneOffset.UTC).toInstant();

        // when
        List<JsonNode> found = caller.readAll("/api/expense_lines", "expense_date[gt_or_eq]", day.toString());

        // then
        assertThat(found)
                .hasSize((int) lines.stream()
                        .filter(line -> !instant(line, "expense-date").isBefore(midnight))
                        .count())
                .isNotEmpty();
    }

    @Test
    void understands_offsets_in_dates() {
        // given
        OffsetDateTime when =
                OffsetDateTime.now(ZoneOffset.ofHours(9)).minusDays(10).withNano(0);

        // when
        List<Long> found = caller.ids("/api/users", "updated_at[gt_or_eq]", when.toString());

        // then
        assertThat(found)
                .isEqualTo(idsWhere(users, user -> !instant(user, "updated-at").isBefore(when.toInstant())));
    }

    @Test
    void refuses_a_date_whose_plus_was_not_encoded() {
        // when
        HttpResponse<String> answer = CoupaCaller.send(caller.authorized("/api/users")
                .uri(java.net.URI.create(acme.origin() + "/api/users?updated_at%5Bgt%5D=2026-03-25T18:38:00+09:00"))
                .header("Accept", "application/json"));

        // then
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(CoupaCaller.json(answer).at("/errors/user/0").textValue()).contains("not a valid ISO 8601 date");
    }

    @ParameterizedTest
    @CsvSource({
        "bogus, 1",
        "bogus[gt], 1",
        "department[bogus], 1",
        "id[gt], abc",
        "active, maybe",
        "updated_at[gt], yesterday",
        "updated_at[contains], 2026",
        "updated_at[blank], true",
        "limit, none",
        "limit, 0",
        "offset, -1",
        "order_by, bogus",
        "dir, up",
        "fields, [id",
        "fields, {}",
        "return_object, everything",
        "filter, nobody_made_it"
    })
    void refuses_bad_queries(String name, String value) {
        // when
        HttpResponse<String> answer = caller.get("/api/users", name, value);

        // then
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(CoupaCaller.json(answer).at("/errors/user/0").isTextual()).isTrue();
    }

    @Test
    void ignores_unknown_attributes_with_the_switch() {
        // given
        CoupaInstance lax = simulator.instance("lax", InstanceSpec.defaults().users(10));
        lax.switches().rejectUnknownAttributes(false);

        // when
        List<Long> found = CoupaCaller.connect(lax).ids("/api/users", "bogus[gt]", "1");

        // then
        assertThat(found).hasSize(10);
    }

    @Test
    void drops_the_filters_that_a_switch_names() {
        // given
        CoupaInstance lax =
                simulator.instance("dropping", InstanceSpec.defaults().users(10));
        lax.switches().ignoreFilters("updated_at");

        // when
        List<Long> found = CoupaCaller.connect(lax)
                .ids("/api/users", "updated_at[gt]", Instant.now().toString(), "id[gt]", "1010");

        // then
        assertThat(found).isNotEmpty().allMatch(id -> id > 1_010);
    }

    @Test
    void can_drop_one_operator_of_a_filter() {
        // given
        CoupaInstance lax =
                simulator.instance("dropping-in", InstanceSpec.defaults().users(10));
        lax.switches().ignoreFilters("id[in]");

        // when
        List<Long> found = CoupaCaller.connect(lax).ids("/api/users", "id[in]", "1003", "id[gt]", "1007");

        // then
        assertThat(found).isNotEmpty().allMatch(id -> id > 1_007);
    }

    @ParameterizedTest
    @CsvSource({"100, 50", "50, 50", "7, 7", "1, 1"})
    void caps_the_limit_silently(String limit, int records) {
        // then
        assertThat(caller.ids("/api/users", "limit", limit)).hasSize(records);
    }

    @Test
    void pages_by_offset_from_zero_in_order_of_id() {
        // when
        List<Long> paged = new ArrayList<>();
        for (int offset = 0; offset < 300; offset += 50) {
            paged.addAll(caller.ids("/api/users", "offset", Integer.toString(offset)));
        }

        // then
        assertThat(paged).isEqualTo(users.stream().map(QueryTest::id).toList());
        assertThat(caller.ids("/api/users", "offset", "300")).isEmpty();
        assertThat(caller.ids("/api/users", "offset", "3").get(0)).isEqualTo(id(users.get(3)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"id", "updated_at", "lastname", "employee_number", "active"})
    void orders_both_ways_by_any_attribute(String attribute) {
        // when
        List<Long> up = caller.ids("/api/users", "order_by", attribute, "dir", "asc");
        List<Long> down = caller.ids("/api/users", "order_by", attribute, "dir", "desc");

        // then
        Comparator<ObjectNode> order = Comparator.comparing(user -> sortKey(user, attribute.replace('_', '-')));
        assertThat(up)
                .isEqualTo(users.stream()
                        .sorted(order)
                        .map(QueryTest::id)
                        .limit(50)
                        .toList());
        assertThat(down)
                .isEqualTo(users.stream()
                        .sorted(order.reversed())
                        .map(QueryTest::id)
                        .limit(50)
                        .toList());
    }

    private static String sortKey(ObjectNode user, String field) {
        return switch (field) {
            case "id" -> String.format("%012d", id(user));
            case "updated-at" -> String.format("%012d", instant(user, field).getEpochSecond());
            default -> user.get(field).asText();
        };
    }

    @Test
    void reads_backwards_by_keyset() {
        // when
        List<Long> found = caller.ids("/api/users", "order_by", "id", "dir", "desc", "id[lt]", "1500");

        // then
        List<Long> expected = users.stream()
                .map(QueryTest::id)
                .filter(id -> id < 1_500)
                .sorted(Comparator.reverseOrder())
                .limit(50)
                .toList();
        assertThat(found).isEqualTo(expected);
    }

    @Test
    void answers_short_pages_with_more_behind_by_keyset_and_by_offset() {
        // given
        CoupaInstance thin = simulator.instance("thin", InstanceSpec.defaults().users(400));
        thin.switches().shortPages(300);
        CoupaCaller thinCaller = CoupaCaller.connect(thin);

        // when
        List<Long> byKeyset =
                thinCaller.readAll("/api/users").stream().map(QueryTest::id).toList();
        List<Long> byOffset = new ArrayList<>();
        for (int offset = 0; offset < 800; offset += 50) {
            byOffset.addAll(thinCaller.ids("/api/users", "offset", Integer.toString(offset)));
        }

        // then
        assertThat(thinCaller.ids("/api/users")).hasSizeBetween(25, 45);
        assertThat(byKeyset).isEqualTo(thin.data().users().ids());
        assertThat(byOffset).isEqualTo(thin.data().users().ids());
    }

    @Test
    void answers_nothing_found_with_an_empty_array_in_json_and_404_in_xml() {
        // when
        HttpResponse<String> json = caller.get("/api/users", "id[gt]", "99999999");
        HttpResponse<String> xml = caller.getXml("/api/users", "id[gt]", "99999999");

        // then
        assertThat(json.statusCode()).isEqualTo(200);
        assertThat(json.body()).isEqualTo("[]");
        assertThat(xml.statusCode()).isEqualTo(404);
        assertThat(xml.body()).isEqualTo("<errors><error>No results match your search criteria.</error></errors>");
    }

    @ParameterizedTest
    @CsvSource({
        "/api/users/999999999, 404, application/json",
        "/api/expense_reports/999999999/expense_lines, 404, application/json",
        "/api/suppliers, 404, text/html",
        "/api/users/abc, 404, text/html",
        "/session/new, 404, text/html"
    })
    void answers_404_for_what_is_not_there(String path, int status, String type) {
        // when
        HttpResponse<String> answer = caller.get(path);

        // then
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith(type);
    }

    @Test
    void shows_single_records_and_the_lines_of_a_report() {
        // given
        ObjectNode report = acme.data().expenseReports().list().get(5);
        String path = "/api/expense_reports/" + report.get("id").asText();

        // when
        JsonNode shown = CoupaCaller.json(caller.get(path));
        List<JsonNode> nested = caller.page(path + "/expense_lines");

        // then
        assertThat(shown).isEqualTo(report);
        assertThat(nested)
                .isEqualTo(lines.stream()
                        .filter(line -> line.get("expense-report-id").equals(report.get("id")))
                        .toList())
                .isNotEmpty();
        assertThat(CoupaCaller.json(caller.get("/api/users/" + id(users.get(0)))))
                .isEqualTo(users.get(0));
        assertThat(caller.ids(path + "/expense_lines/" + id(nested.get(0)))).containsExactly(id(nested.get(0)));
    }

    @Test
    void shows_exactly_the_truth_of_every_record() {
        // then
        assertThat(caller.readAll("/api/users")).isEqualTo(List.<JsonNode>copyOf(users));
        assertThat(caller.readAll("/api/expense_lines")).isEqualTo(List.<JsonNode>copyOf(lines));
        assertThat(caller.readAll("/api/expense_reports"))
                .isEqualTo(List.<JsonNode>copyOf(acme.data().expenseReports().list()));
        assertThat(lines).hasSize(900);
        assertThat(Map.of("users", users.size())).containsEntry("users", 300);
    }
}
