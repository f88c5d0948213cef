package io.coupabridge.client.http;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.coupabridge.client.failure.CoupaException;
import io.coupabridge.client.failure.RequiredFieldHiddenException;
import io.coupabridge.client.failure.UnexpectedResponseException;
import io.coupabridge.client.failure.UnexpectedResponseException.Kind;
import io.vertx.core.MultiMap;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows that are no records, among others on a page. */
class OddRowsTest {

    private static final int ROWS = 5;
    private static final Resource USERS = new Resource("/api/users", "[\"id\",\"email\"]", Set.of("email"));

    private final PageReader reader = reader();

    /** What can be wrong with the row that has the id 10 times its place, from 1 on. */
    private enum Oddity {
        ID_MISSING("{%2$s}", "is missing"),
        ID_NULL("{\"id\":null,%2$s}", "is empty"),
        ID_TEXT("{\"id\":\"%1$d\",%2$s}", "holds a text"),
        ID_BOOLEAN("{\"id\":true,%2$s}", "holds no number"),
        ID_FRACTION("{\"id\":%1$d.5,%2$s}", "holds a fraction"),
        ID_ZERO("{\"id\":0,%2$s}", "is not positive"),
        ID_NEGATIVE("{\"id\":-%1$d,%2$s}", "is not positive"),
        ID_BEYOND_64_BITS("{\"id\":92233720368547758%1$d,%2$s}", "is too large"),
        ID_LAST("{\"id\":9223372036854775807,%2$s}", "is too large"),
        KEY_MISSING("{\"id\":%1$d}", "The field email is missing");

        private final String json;
        private final String reason;

        Oddity(String json, String reason) {
            this.json = json;
            this.reason = reason;
        }

        String row(long id) {
            return json.formatted(id, "\"email\":null");
        }

        boolean hasId() {
            return this == KEY_MISSING;
        }
    }

    static Stream<Arguments> pairs() {
        return Arrays.stream(Oddity.values())
                .flatMap(one -> Arrays.stream(Oddity.values()).map(other -> arguments(one, other)));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("pairs")
    void parts_one_and_two_odd_rows_from_the_records_beside_them(Oddity one, Oddity other) {
        for (int place = 0; place < ROWS; place++) {
            for (int otherPlace = 0; otherPlace < ROWS; otherPlace++) {
                // given the same place twice is one row
                Oddity[] oddities = new Oddity[ROWS];
                oddities[otherPlace] = other;
                oddities[place] = one;

                // when
                Page page = read(page(oddities));

                // then
                assertParted(oddities, page);
            }
        }
    }

    private static void assertParted(Oddity[] oddities, Page page) {
        List<Long> usable = ids(place -> oddities[place] == null || oddities[place].hasId());
        long last = usable.get(usable.size() - 1);
        assertThat(page.ids()).isEqualTo(usable);
        assertThat(page.firstId()).isEqualTo(usable.get(0));
        assertThat(page.lastId()).isEqualTo(last);
        assertThat(page.records()).extracting(RowIds::id).isEqualTo(ids(place -> oddities[place] == null));
        List<String> reasons = IntStream.range(0, ROWS)
                .filter(place -> oddities[place] != null && (oddities[place].hasId() || id(place) < last))
                .mapToObj(place -> oddities[place].reason)
                .toList();
        assertThat(page.odd()).hasSameSizeAs(reasons);
        for (int i = 0; i < reasons.size(); i++) {
            assertThat(page.odd().get(i).reason()).contains(reasons.get(i)).endsWith(".");
        }
        assertThat(page.odd()).extracting(OddRow::name).doesNotHaveDuplicates();
    }

    private static List<Long> ids(IntPredicate places) {
        return IntStream.range(0, ROWS).filter(places).mapToObj(OddRowsTest::id).toList();
    }

    @ParameterizedTest
    @EnumSource(Oddity.class)
    void a_whole_page_of_odd_rows_is_no_data(Oddity oddity) {
        // given
        Oddity[] all = new Oddity[ROWS];
        Arrays.fill(all, oddity);

        // when
        CoupaException failure = catchThrowableOfType(
                CoupaException.class, () -> read(page(all), new PageRequest(USERS, List.of(), 0, ROWS)));

        // then
        boolean hidden = oddity == Oddity.ID_MISSING || oddity == Oddity.KEY_MISSING;
        assertThat(failure)
                .isInstanceOf(hidden ? RequiredFieldHiddenException.class : UnexpectedResponseException.class);
        assertThat(failure.retryable()).isTrue();
        assertThat(failure).message().endsWith(".").doesNotContain("10");
    }

    @Test
    void names_a_row_by_its_place_before_the_next_id_however_the_list_is_cut() {
        // given
        String rows = "[" + record(10) + "," + record("null") + "," + record("\"x\"") + "," + record(40) + "]";
        String behindTheFirst = "[" + record("null") + "," + record("\"x\"") + "," + record(40) + "]";

        // when
        Page whole = read(rows);
        Page second = read(behindTheFirst, new PageRequest(USERS, List.of(), 10, 50));

        // then
        assertThat(whole.odd()).extracting(OddRow::name).containsExactly("before-40-2", "before-40-1");
        assertThat(second.odd()).isEqualTo(whole.odd());
    }

    @Test
    void leaves_rows_without_an_id_at_its_end_to_the_next_page() {
        // when
        Page page = read("[" + record(10) + "," + record("null") + "," + record("null") + "]");

        // then
        assertThat(page.odd()).isEmpty();
        assertThat(page.lastId()).isEqualTo(10);
    }

    @Test
    void knows_that_nothing_but_odd_rows_is_left_when_both_ends_of_the_rest_show_the_same() {
        // given
        PageRequest rest = new PageRequest(USERS, List.of(), 10, 50);

        // when
        Page fromTheFront = read("[" + record("null") + "," + record("\"x\"") + "]", rest);
        Page fromTheEnd = read("[" + record("\"x\"") + "," + record("null") + "]", rest.fromTheEnd());
        Page withMoreBetween = read("[" + record("\"y\"") + "," + record("\"x\"") + "]", rest.fromTheEnd());
        Page withMoreBehind = read("[" + record(30) + "," + record("null") + "]", rest.fromTheEnd());

        // then
        assertThat(fromTheFront.hasCursor()).isFalse();
        assertThat(fromTheFront.isEmpty()).isFalse();
        assertThat(fromTheFront.odd()).extracting(OddRow::name).containsExactly("after-10-1", "after-10-2");
        assertThat(fromTheFront.showsNothingBut(fromTheEnd)).isTrue();
        assertThat(fromTheFront.showsNothingBut(withMoreBetween)).isFalse();
        assertThat(fromTheFront.showsNothingBut(withMoreBehind)).isFalse();
    }

    @Test
    void cuts_what_surely_lies_behind_an_id() {
        // given
        Page page = read("[" + record(10) + "," + record("null") + "," + record(30) + "," + record("null") + ","
                + record(50) + "]");

        // when / then
        assertThat(page.upTo(10).odd()).isEmpty();
        assertThat(page.upTo(20).odd()).extracting(OddRow::name).containsExactly("before-30-1");
        assertThat(page.upTo(30).ids()).containsExactly(10L, 30L);
        assertThat(page.upTo(50)).isEqualTo(page);
    }

    @Test
    void a_key_that_a_single_row_lacks_is_hidden_unless_the_list_is_known_to_show_it() {
        // given
        PageRequest request = new PageRequest(USERS, List.of(), 0, 50);

        // when
        RequiredFieldHiddenException hidden =
                catchThrowableOfType(RequiredFieldHiddenException.class, () -> read("[{\"id\":10}]", request));
        Page odd = read("[{\"id\":10}]", request.knowingItsKeys());

        // then
        assertThat(hidden.mayBeOdd()).isTrue();
        assertThat(odd.odd()).extracting(OddRow::name).containsExactly("10");
        assertThatThrownBy(() -> read("[{\"id\":10},{\"id\":20}]", request.knowingItsKeys()))
                .isInstanceOfSatisfying(
                        RequiredFieldHiddenException.class,
                        ofAll -> assertThat(ofAll.mayBeOdd()).isFalse());
    }

    @Test
    void the_last_rows_may_lack_their_ids_when_the_list_is_known_to_show_them() {
        // given
        String rows = "[{\"email\":null},{\"email\":\"x\"}]";
        PageRequest last = new PageRequest(USERS, List.of(), 10, 50);

        // when
        RequiredFieldHiddenException hidden =
                catchThrowableOfType(RequiredFieldHiddenException.class, () -> read(rows, last));
        Page odd = read(rows, last.knowingItsKeys());

        // then
        assertThat(hidden.mayBeOdd()).isTrue();
        assertThat(odd.odd()).extracting(OddRow::name).containsExactly("after-10-1", "after-10-2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[10,30,20]", "[10,10]", "[10,20,20]", "[20,10]"})
    void tries_a_list_again_whose_ids_do_not_ascend_or_repeat(String ids) {
        // given
        String rows = Arrays.stream(ids.substring(1, ids.length() - 1).split(","))
                .map(OddRowsTest::record)
                .collect(joining(","));

        for (String page : List.of("[" + rows + "]", "[" + record("null") + "," + rows + "]")) {
            // when
            UnexpectedResponseException failure =
                    catchThrowableOfType(UnexpectedResponseException.class, () -> read(page));

            // then
            assertThat(failure.kind()).isEqualTo(Kind.CURSOR_STUCK);
            assertThat(failure.retryable()).isTrue();
        }
    }

    private static String page(Oddity[] oddities) {
        List<String> rows = new ArrayList<>();
        for (int place = 0; place < oddities.length; place++) {
            rows.add(oddities[place] == null ? record(id(place)) : oddities[place].row(id(place)));
        }
        return "[" + String.join(",", rows) + "]";
    }

    private static long id(int place) {
        return 10L * (place + 1);
    }

    private static String record(Object id) {
        return "{\"id\":" + id + ",\"email\":null}";
    }

    private Page read(String json) {
        return read(json, new PageRequest(USERS, List.of(), 0, 50));
    }

    private Page read(String json, PageRequest request) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap().add("Content-Type", "application/json");
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        return reader.read(new HttpAnswer("acme.coupahost.com", "/api/users", 200, headers, body, 1), request);
    }

    private static PageReader reader() {
        BodyReader bodies = new BodyReader(1 << 20);
        return new PageReader(bodies, new Rejection(new RetryAfter(InstantSource.system()), bodies));
    }
}
