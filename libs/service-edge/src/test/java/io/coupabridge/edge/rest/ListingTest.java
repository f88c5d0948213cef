package io.coupabridge.edge.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ListingTest {

    @Test
    void shows_a_list_in_full_that_fits_and_has_nothing_behind_it() {
        // when
        Listing<Integer> listing = Listing.of(3, most -> numbers(3, most));

        // then
        assertThat(listing.shown()).containsExactly(1, 2, 3);
        assertThat(listing.next(Integer::longValue)).isNull();
    }

    @Test
    void shows_the_beginning_of_a_longer_list_and_goes_on_behind_the_last_that_is_shown() {
        // when
        Listing<Integer> listing = Listing.of(3, most -> numbers(9, most));

        // then
        assertThat(listing.map(String::valueOf)).containsExactly("1", "2", "3");
        assertThat(listing.next(Integer::longValue)).isEqualTo(3L);
    }

    @Test
    void has_nothing_behind_an_empty_list() {
        // when
        Listing<Integer> listing = Listing.of(3, most -> numbers(0, most));

        // then
        assertThat(listing.shown()).isEmpty();
        assertThat(listing.next(Integer::longValue)).isNull();
    }

    private static List<Integer> numbers(int there, int most) {
        return IntStream.rangeClosed(1, Math.min(there, most)).boxed().toList();
    }
}
