package io.coupabridge.simulator;

import static io.coupabridge.simulator.CoupaCaller.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.coupabridge.simulator.behaviour.ItemRows;
import io.coupabridge.simulator.behaviour.Switches;
import java.io.ByteArrayInputStream;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** How answers look, and how switches change that. */
@Timeout(20)
class ShapeTest {

    private CoupaSimulator simulator;
    private CoupaInstance acme;
    private CoupaCaller caller;

    @BeforeEach
    void startInstance() {
        simulator = CoupaSimulator.start();
        acme = simulator.instance("acme", InstanceSpec.defaults().users(30).expenseLines(300));
        caller = CoupaCaller.connect(acme);
    }

    @AfterEach
    void stop() {
        simulator.close();
    }

    private static List<String> keys(JsonNode record) {
        List<String> names = new ArrayList<>();
        record.fieldNames().forEachRemaining(names::add);
        return names;
    }

    @Test
    void prints_hyphenated_keys_decimals_as_strings_and_nulls() {
        // when
        JsonNode line = caller.page("/api/expense_lines").get(0);

        // then
        assertThat(keys(line))
                .contains("expense-report-id", "foreign-currency-amount")
                .noneMatch(key -> key.contains("_"));
        assertThat(line.get("amount").isTextual()).isTrue();
        assertThat(line.get("id").isNumber()).isTrue();
        assertThat(line.get("approved-amount").isNull()).isTrue();
        assertThat(line.get("currency").get("decimals").isInt()).isTrue();
    }

    static Stream<Arguments> switches() {
        return Stream.of(
                shape(
                        "decimals as numbers",
                        on -> on.decimalsAsNumbers(true),
                        line -> line.get("amount").isNumber()),
                shape(
                        "imported decimals as numbers",
                        on -> on.decimalsAsNumbers(true),
                        line -> !line.path("expense-line-imported-data")
                                .path("amount")
                                .isTextual()),
                shape(
                        "question-mark aliases",
                        on -> on.questionMarkAliases(true),
                        line -> line.path("over-limit?").isBoolean() && line.has("over-limit")),
                shape("absent keys", on -> on.nullsAbsent(true), line -> !line.has("approved-amount")),
                shape(
                        "empty text",
                        on -> on.nullsAsEmptyText(true),
                        line -> line.path("frugality").asText("null").isEmpty()),
                shape(
                        "snake case",
                        on -> on.snakeCaseKeys(true),
                        line -> line.has("expense_report_id") && !line.has("expense-report-id")),
                shape(
                        "localised keys",
                        on -> on.extraKeys(Map.of("art-der-ausgabe", "Reise")),
                        line -> line.path("art-der-ausgabe").asText().equals("Reise")),
                shape(
                        "default filter",
                        on -> on.hideFields("expense_lines", "merchant"),
                        line -> !line.has("merchant")));
    }

    private static Arguments shape(String name, Consumer<Switches> turn, Predicate<JsonNode> expected) {
        return Arguments.of(name, turn, expected);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("switches")
    void changes_its_print_by_switch(String name, Consumer<Switches> turn, Predicate<JsonNode> expected) {
        // given
        List<JsonNode> before = caller.page("/api/expense_lines");

        // when
        turn.accept(acme.switches());

        // then
        List<JsonNode> after = caller.page("/api/expense_lines");
        assertThat(before).anyMatch(expected.negate());
        assertThat(after).allMatch(expected);
        assertThat(acme.data().expenseLines().list().subList(0, 50))
                .as("the truth does not change")
                .isEqualTo(before);
    }

    @Test
    void trims_to_the_fields_asked_for_also_inside_associations() {
        // when
        JsonNode user = caller.page(
                        "/api/users",
                        "fields",
                        "[\"id\",\"employee_number\",{\"department\":[\"name\"]},{\"manager\":[\"id\",{\"department\":[\"id\"]}]},"
                                + "{\"roles\":[\"id\",\"name\"]},{\"custom_fields\":{}},\"no_such_field\"]",
                        "department[blank]",
                        "false",
                        "id[gt]",
                        "1020")
                .get(0);

        // then
        assertThat(keys(user))
                .containsExactly("id", "employee-number", "department", "manager", "roles", "custom-fields");
        assertThat(keys(user.get("department"))).containsExactly("name");
        assertThat(keys(user.get("manager"))).containsExactly("id", "department");
        assertThat(keys(user.get("roles").get(0))).containsExactly("id", "name");
        assertThat(keys(user.get("custom-fields"))).containsExactly("cost-centre");
    }

    @Test
    void refuses_unknown_fields_with_the_switch() {
        // given
        acme.switches().rejectUnknownFields(true);

        // when
        HttpResponse<String> answer = caller.get("/api/users", "fields", "[\"id\",\"no_such_field\"]");

        // then
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("no_such_field");
    }

    @Test
    void trims_by_return_object() {
        // when
        JsonNode limited = caller.page("/api/users", "return_object", "limited").get(3);
        JsonNode shallow = caller.page("/api/users", "return_object", "shallow", "limit", "10")
                .get(3);
        acme.switches().limitedIsObject(true);
        JsonNode object = json(caller.get("/api/users", "return_object", "limited"));

        // then
        assertThat(keys(limited)).containsExactly("id");
        assertThat(keys(shallow.get("default-currency"))).containsExactly("id", "code");
        assertThat(keys(shallow)).contains("lastname", "active");
        assertThat(object.get("users")).hasSize(30);
    }

    @Test
    void applies_response_filters_by_name_and_by_default() {
        // given
        acme.switches().responseFilter("slim", "id", "created_at").hideFields("users", "email", "created_at");

        // when
        JsonNode named = caller.page("/api/users", "filter", "slim").get(0);
        JsonNode asked =
                caller.page("/api/users", "fields", "[\"id\",\"email\"]").get(0);
        acme.switches().fieldsBeatHidden(true);
        JsonNode beaten =
                caller.page("/api/users", "fields", "[\"id\",\"email\"]").get(0);

        // then
        assertThat(keys(named)).containsExactly("id");
        assertThat(keys(asked)).containsExactly("id");
        assertThat(keys(beaten)).containsExactly("id", "email");
    }

    @ParameterizedTest
    @EnumSource(ItemRows.class)
    void presents_items_as_the_switch_says(ItemRows rows) {
        // given
        acme.switches().itemRows(rows);

        // when
        List<JsonNode> lines = caller.readAll("/api/expense_lines");

        // then
        boolean asRows = lines.stream()
                .anyMatch(line -> line.get("parent-expense-line-id").isNumber());
        boolean inside = lines.stream()
                .anyMatch(line -> !line.get("itemized-expense-lines").isEmpty());
        assertThat(asRows).isEqualTo(rows != ItemRows.NESTED);
        assertThat(inside).isEqualTo(rows != ItemRows.OWN_ROWS);
    }

    @Test
    void shows_only_the_own_expenses_of_the_client_with_the_switch() {
        // given
        ObjectNode foreign = acme.data().expenseLines().list().get(200);
        long owner = foreign.at("/expensed-by/id").longValue();
        acme.client(CoupaCaller.CLIENT_ID, CoupaCaller.SECRET, CoupaCaller.BOTH).actsAs(owner);

        // when
        acme.switches().ownRecordsOnly(true);

        // then
        assertThat(caller.readAll("/api/expense_lines"))
                .isNotEmpty()
                .allMatch(line -> line.at("/expensed-by/id").longValue() == owner);
        assertThat(caller.readAll("/api/expense_reports"))
                .isNotEmpty()
                .allMatch(report -> report.at("/expensed-by/id").longValue() == owner);
        assertThat(caller.readAll("/api/users")).hasSize(30);
        acme.client(CoupaCaller.CLIENT_ID, CoupaCaller.SECRET, CoupaCaller.BOTH);
        assertThat(caller.readAll("/api/expense_lines").stream()
                        .map(line -> line.at("/expensed-by/id").longValue())
                        .distinct())
                .hasSize(1);
    }

    @Test
    void answers_xml_unless_json_is_asked_for() throws Exception {
        // when
        HttpResponse<String> list = caller.getXml("/api/users", "limit", "2");
        HttpResponse<String> one =
                caller.getXml("/api/users/" + acme.data().users().ids().get(0));
        HttpResponse<String> missing = caller.getXml("/api/users/1");
        HttpResponse<String> bad = caller.getXml("/api/users", "bogus", "1");

        // then
        assertThat(list.headers().firstValue("Content-Type").orElse("")).startsWith("application/xml");
        assertThat(list.body())
                .contains("<users type=\"array\"><user><id type=\"integer\">")
                .contains("<roles type=\"array\"><role>");
        assertThat(one.body()).contains("<user><id").contains("<active type=\"boolean\">");
        assertThat(missing.statusCode()).isEqualTo(404);
        assertThat(bad.body()).startsWith("<errors><error>");
        var parser = javax.xml.parsers.DocumentBuilderFactory.newInstance().newDocumentBuilder();
        String everyLine = caller.getXml("/api/expense_lines").body();
        assertThat(parser.parse(new ByteArrayInputStream(everyLine.getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                        .getDocumentElement()
                        .getChildNodes()
                        .getLength())
                .isEqualTo(50);
    }

    @Test
    void asks_for_one_type_of_content_with_the_switch() {
        // given
        var mixed = caller.authorized("/api/users")
                .header("Accept", "application/json")
                .header("Content-Type", "text/xml");
        int before = CoupaCaller.send(mixed).statusCode();

        // when
        acme.switches().strictContentType(true);

        // then
        assertThat(before).isEqualTo(200);
        assertThat(CoupaCaller.send(mixed).statusCode()).isEqualTo(415);
        assertThat(caller.get("/api/users").statusCode()).isEqualTo(200);
    }

    @Test
    void packs_answers_for_those_who_can_unpack_with_the_switch() throws Exception {
        // given
        acme.switches().gzip(true);
        var request = caller.authorized("/api/users")
                .header("Accept", "application/json")
                .header("Accept-Encoding", "gzip")
                .build();

        // when
        HttpResponse<byte[]> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofByteArray());

        // then
        assertThat(answer.headers().firstValue("Content-Encoding")).contains("gzip");
        try (var unpacked = new GZIPInputStream(new ByteArrayInputStream(answer.body()))) {
            assertThat(CoupaCaller.JSON.readTree(unpacked)).hasSize(30);
        }
        assertThat(caller.get("/api/users").headers().firstValue("Content-Encoding"))
                .isEmpty();
    }

    @Test
    void lets_nobody_write() {
        // when
        HttpResponse<String> answer = CoupaCaller.send(caller.authorized("/api/users/1001")
                .header("Accept", "application/json")
                .DELETE());

        // then
        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(acme.data().users().count()).isEqualTo(30);
    }
}
