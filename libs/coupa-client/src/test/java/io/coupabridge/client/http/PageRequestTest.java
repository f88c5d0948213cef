package io.coupabridge.client.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageRequestTest {

    private static final Resource USERS =
            new Resource("/api/users", "[\"id\",{\"department\":[\"name\"]}]", Set.of("updated_at"));
    private static final Instant MOMENT = Instant.parse("2026-03-25T18:38:00.987Z");

    @Test
    void asks_by_keyset_with_everything_encoded() {
        // given
        List<Filter> filters = List.of(
                Filter.gtOrEq("updated_at", MOMENT),
                Filter.lt("updated_at", MOMENT.plusSeconds(60)),
                Filter.eq("expensed_by[email]", "a+b c@example.test&x=1"),
                Filter.in("status", List.of(1L, 2L)),
                Filter.ltOrEq("id", 900),
                Filter.gtOrEq("expense_date", LocalDate.of(2026, 1, 30)));

        // when
        String target = new PageRequest(USERS, filters, 4_127, 50).target();

        // then
        assertThat(target)
                .isEqualTo("/api/users?order_by=id&dir=asc&id%5Bgt%5D=4127&limit=50"
                        + "&updated_at%5Bgt_or_eq%5D=2026-03-25T18%3A38%3A00%2B00%3A00"
                        + "&updated_at%5Blt%5D=2026-03-25T18%3A39%3A00%2B00%3A00"
                        + "&expensed_by%5Bemail%5D=a%2Bb%20c%40example.test%26x%3D1"
                        + "&status%5Bin%5D=1%2C2"
                        + "&id%5Blt_or_eq%5D=900"
                        + "&expense_date%5Bgt_or_eq%5D=2026-01-30"
                        + "&fields=%5B%22id%22%2C%7B%22department%22%3A%5B%22name%22%5D%7D%5D");
    }

    @Test
    void looks_ahead_by_an_offset_behind_its_cursor() {
        assertThat(new PageRequest(USERS, List.of(), 4_127, 50).skipping(147).target())
                .startsWith("/api/users?order_by=id&dir=asc&id%5Bgt%5D=4127&limit=50&offset=147&fields=");
    }

    @Test
    void looks_as_far_ahead_when_the_list_shows_its_keys() {
        PageRequest ahead = new PageRequest(USERS, List.of(), 4_127, 50).skipping(147);

        assertThat(ahead.knowingItsKeys().target()).isEqualTo(ahead.target());
    }

    @Test
    void requires_the_id_and_every_key_in_its_hyphenated_form() {
        assertThat(USERS.requiredKeys()).containsExactlyInAnyOrder("id", "updated-at");
    }

    @Test
    void moves_on_by_the_last_id_and_may_become_smaller() {
        // given
        PageRequest first = new PageRequest(USERS, List.of(), 0, 50);
        // when / then
        assertThat(first.after(99)).isEqualTo(new PageRequest(USERS, List.of(), 99, 50));
        assertThat(first.limitedTo(10)).isEqualTo(new PageRequest(USERS, List.of(), 0, 10));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 51, 100})
    void never_asks_for_more_than_coupa_gives(int limit) {
        assertThatThrownBy(() -> new PageRequest(USERS, List.of(), 0, limit))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refuses_a_second_cursor() {
        List<Filter> cursor = List.of(new Filter("id", "gt", "5"));
        assertThatThrownBy(() -> new PageRequest(USERS, cursor, 0, 50)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new PageRequest(USERS, List.of(), -1, 50))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "api/users", "/api/users?x=1", "/api/../x", "/api/users/"})
    void refuses_a_path_that_is_no_list(String path) {
        assertThatThrownBy(() -> new Resource(path, "[\"id\"]", Set.of())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refuses_a_condition_that_allows_nothing_or_is_malformed() {
        assertThatThrownBy(() -> Filter.in("id", List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Filter("a&b", "gt", "1")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Filter("a", "gt]", "1")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Filter("a", "gt", null)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Resource("/api/users", " ", Set.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
