package io.coupabridge.roster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.coupabridge.client.http.Filter;
import io.coupabridge.client.http.Page;
import io.coupabridge.client.http.Resource;
import io.coupabridge.client.json.CoupaJson;
import io.coupabridge.contracts.DiscoveredUser;
import io.coupabridge.contracts.DiscoveredUser.AccountKind;
import io.coupabridge.contracts.DiscoveredUser.Department;
import io.coupabridge.contracts.RunMode;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.runtime.handler.MappedPage;
import io.coupabridge.runtime.handler.PageContext;
import io.coupabridge.runtime.handler.RunScope;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The numbers in brackets are the nasty cases of coupa-api §8.2. */
class UserMapperTest {

    private static final TenantId TENANT = new TenantId("acme-prod");
    private static final RunScope FULL =
            new RunScope(TENANT, RunMode.FULL, null, null, Instant.parse("2026-11-24T08:00:00Z"));
    private static final RunScope NOVEMBER = new RunScope(
            TENANT,
            RunMode.INCREMENTAL,
            Instant.parse("2026-11-01T00:00:00Z"),
            Instant.parse("2026-11-24T00:00:00Z"),
            Instant.parse("2026-11-24T08:00:00Z"));

    private static final String MINA = """
            {'id':4127,'created-at':'2023-05-02T23:14:31-07:00','updated-at':'2026-01-19T03:02:10-08:00',
             'login':'m.okafor','email':'mina.okafor@example.test','firstname':'Mina','lastname':'Okafor',
             'employee-number':'E-20418','active':true,'api-user':false,'support-user':false,'supplier-user':false,
             'msp-user':null,'purchasing-user':true,'expense-user':true,'clm-advanced-user':true,
             'sourcing-user':false,'analytics-user':null,'department':{'id':31,'name':'Field Ops'}}""";

    @Test
    void maps_a_whole_user() {
        DiscoveredUser user = mapped(user(MINA));

        assertThat(user)
                .isEqualTo(new DiscoveredUser(
                        TENANT,
                        4127,
                        null,
                        0,
                        "m.okafor",
                        "mina.okafor@example.test",
                        "Mina",
                        "Okafor",
                        true,
                        LocalDate.of(2023, 5, 2),
                        AccountKind.HUMAN,
                        "E-20418",
                        List.of("clm-advanced", "expense", "purchasing"),
                        new Department(31, "Field Ops"),
                        Instant.parse("2023-05-03T06:14:31Z"),
                        Instant.parse("2026-01-19T11:02:10Z")));
    }

    @ParameterizedTest(name = "[18, 21] created at {0}: active since {1}")
    @CsvSource({
        "2023-05-02T23:59:59-07:00, 2023-05-02, 2023-05-03T06:59:59Z",
        "2023-05-02T00:00:00+10:00, 2023-05-02, 2023-05-01T14:00:00Z",
        "2026-11-01T01:30:00-07:00, 2026-11-01, 2026-11-01T08:30:00Z",
        "2026-11-01T01:30:00-08:00, 2026-11-01, 2026-11-01T09:30:00Z",
        "2023-05-02T00:00:00Z,      2023-05-02, 2023-05-02T00:00:00Z",
    })
    void dates_an_account_by_the_day_at_the_place_of_the_instance(String createdAt, LocalDate day, Instant instant) {
        ObjectNode user = user(MINA).put("created-at", createdAt);

        assertThat(mapped(user).activeDate()).isEqualTo(day);
        assertThat(mapped(user).createdAt()).isEqualTo(instant);
    }

    @ParameterizedTest
    @ValueSource(strings = {"false", "'false'"})
    void gives_an_inactive_account_no_active_date(String active) {
        DiscoveredUser user = mapped(with("active", active));

        assertThat(user.active()).isFalse();
        assertThat(user.activeDate()).isNull();
    }

    @Test
    void reads_active_from_a_text_too() {
        assertThat(mapped(with("active", "'true'")).active()).isTrue();
    }

    @ParameterizedTest(name = "[27] {0} set: {1}")
    @CsvSource({"api-user, API", "support-user, SUPPORT", "supplier-user, SUPPLIER", "msp-user, MSP"})
    void marks_accounts_that_are_no_seats(String flag, AccountKind kind) {
        assertThat(mapped(with(flag, "true")).accountKind()).isEqualTo(kind);
    }

    @Test
    void lists_every_licence_by_its_name_in_alphabetical_order() {
        ObjectNode user = user(MINA);
        CoupaUser.LICENCES.forEach(licence -> user.put(licence, true));

        List<String> licences = mapped(user).licences();

        assertThat(licences).hasSize(16).isSorted().noneMatch(name -> name.endsWith("-user"));
        assertThat(licences).contains("spend-guard", "supply-chain", "category-planner");
    }

    @Test
    void lists_no_licence_for_flags_that_are_false_null_or_absent() {
        ObjectNode user = user(MINA).put("purchasing-user", false).putNull("expense-user");
        user.remove("clm-advanced-user");

        assertThat(mapped(user).licences()).isEmpty();
    }

    @Test
    void takes_empty_texts_for_unset_ones() {
        ObjectNode user = user(MINA)
                .put("email", "")
                .put("firstname", "")
                .put("lastname", " ")
                .put("employee-number", "");

        DiscoveredUser mapped = mapped(user);

        assertThat(mapped.email()).isNull();
        assertThat(mapped.firstName()).isNull();
        assertThat(mapped.lastName()).isNull();
        assertThat(mapped.employeeNumber()).isNull();
    }

    @ParameterizedTest(name = "[26, 28] {0}")
    @ValueSource(
            strings = {"Mina.OKAFOR@Example.Test", "mina+coupa@example.test", "مينا@example.test", "=cmd()@x", " m@x "})
    void keeps_an_address_as_it_is_given(String email) {
        assertThat(mapped(user(MINA).put("email", email)).email()).isEqualTo(email);
    }

    @Test
    void keeps_two_people_apart_whose_addresses_differ_in_case_only_26() {
        ObjectNode one = user(MINA);
        ObjectNode other = user(MINA).put("id", 4128).put("email", "MINA.OKAFOR@example.test");

        MappedPage page = map(FULL, one, other);

        assertThat(page.records()).extracting(record -> record.recordId()).containsExactly(4127L, 4128L);
    }

    @Test
    void takes_ids_of_64_bits_30() {
        long id = 9_007_199_254_740_993L;

        assertThat(mapped(user(MINA).put("id", id)).userId()).isEqualTo(id);
    }

    @Test
    void goes_without_a_department() {
        assertThat(mapped(with("department", "null")).department()).isNull();
        assertThat(mapped(with("department", "{}")).department()).isNull();
        assertThat(mapped(with("department", "{'id':31,'name':''}")).department())
                .isEqualTo(new Department(31, null));
    }

    @Test
    void ignores_fields_that_it_did_not_ask_for_31() {
        ObjectNode user = user(MINA).put("kostenstelle", "4410");
        user.putObject("custom-fields").put("type-de-note-de-frais", "x");

        assertThat(mapped(user)).isEqualTo(mapped(user(MINA)));
    }

    @ParameterizedTest(name = "{0} = {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "active     | 'maybe'                 | The field active is neither true nor false.",
                "active     | null                    | The field active is neither true nor false.",
                "active     | 1                       | The field active is neither true nor false.",
                "created-at | '2023-05-02'            | The field created-at holds no date and time with an offset.",
                "created-at | 'yesterday'             | The field created-at holds no date and time with an offset.",
                "created-at | 1683018871              | The field created-at holds no date and time with an offset.",
                "created-at | null                    | The field created-at is empty.",
                "updated-at | '2026-01-19T03:02:10'   | The field updated-at holds no date and time with an offset.",
                "department | {'id':'thirty'}         | The field department holds no id.",
            },
            quoteCharacter = '`')
    void puts_a_user_aside_that_cannot_be_mapped_and_names_the_field(String field, String value, String sentence) {
        MappedPage page = map(FULL, with(field, value), user(MINA).put("id", 4128));

        assertThat(page.records()).extracting(record -> record.recordId()).containsExactly(4128L);
        assertThat(page.quarantined()).singleElement().satisfies(unmappable -> {
            assertThat(unmappable.recordId()).isEqualTo("4127");
            assertThat(unmappable.reason()).isEqualTo(sentence);
            assertThat(unmappable.record()).isEqualTo(with(field, value));
        });
    }

    @Test
    void drops_what_was_not_updated_in_the_window_because_coupa_may_ignore_the_filter_20() {
        ObjectNode before = user(MINA).put("id", 1).put("updated-at", "2026-10-31T16:59:59-07:00");
        ObjectNode first = user(MINA).put("id", 2).put("updated-at", "2026-10-31T17:00:00-07:00");
        ObjectNode last = user(MINA).put("id", 3).put("updated-at", "2026-11-23T15:59:59-08:00");
        ObjectNode after = user(MINA).put("id", 4).put("updated-at", "2026-11-23T16:00:00-08:00");

        MappedPage page = map(NOVEMBER, before, first, last, after);

        assertThat(page.records()).extracting(record -> record.recordId()).containsExactly(2L, 3L);
    }

    private static DiscoveredUser mapped(ObjectNode user) {
        MappedPage page = map(FULL, user);
        assertThat(page.quarantined()).isEmpty();
        return (DiscoveredUser) page.records().get(0);
    }

    private static MappedPage map(RunScope scope, ObjectNode... users) {
        return new UserMapper().map(new Page(Arrays.asList(users), null, 0, 0), new NothingElse(scope));
    }

    private static ObjectNode with(String field, String value) {
        ObjectNode user = user(MINA);
        user.set(field, user("{'value':" + value + "}").get("value"));
        return user;
    }

    private static ObjectNode user(String json) {
        try {
            return (ObjectNode) CoupaJson.read(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new IllegalArgumentException("Not JSON: " + json, e);
        }
    }

    /** Users are mapped from their page alone. */
    private record NothingElse(RunScope scope) implements PageContext {

        @Override
        public Map<String, Map<Long, String>> references(Map<String, ? extends Collection<Long>> wanted) {
            throw new AssertionError("No references are needed for users.");
        }

        @Override
        public List<ObjectNode> fetchAll(Resource resource, List<Filter> filters) {
            throw new AssertionError("Nothing else is to be read for users.");
        }
    }
}
