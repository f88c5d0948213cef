package io.coupabridge.runtime.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.runtime.ledger.RecordStore.Found;
import io.coupabridge.runtime.ledger.RecordStore.Known;
import io.coupabridge.runtime.ledger.RecordStore.Last;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChangesTest {

    private static final LocalDate DAY = LocalDate.of(2026, 12, 1);

    @Test
    void the_same_content_in_the_same_place_is_no_change_and_nothing_to_store() {
        // given
        Changes changes = behind(new Known(7, bytes("one"), 3, false, 70, DAY));

        // when / then
        assertThat(changes.compare(found("one", 70, DAY))).isEmpty();
        assertThat(changes.toStore()).isEmpty();
    }

    @Test
    void another_content_is_the_next_version() {
        // given
        Changes changes = behind(new Known(7, bytes("one"), 3, false, 70, DAY));

        // when / then
        assertThat(changes.compare(found("two", 70, DAY))).contains(new Last(3, false));
        assertThat(changes.toStore())
                .usingRecursiveFieldByFieldElementComparator()
                .containsExactly(new Known(7, bytes("two"), 4, false, 70, DAY));
    }

    @Test
    void another_place_is_stored_and_no_change() {
        // given
        Changes changes = behind(new Known(7, bytes("one"), 3, false, 70, DAY));

        // when / then
        assertThat(changes.compare(found("one", 71, null))).isEmpty();
        assertThat(changes.toStore())
                .usingRecursiveFieldByFieldElementComparator()
                .containsExactly(new Known(7, bytes("one"), 3, false, 71, null));
    }

    @Test
    void what_was_removed_comes_back_in_the_next_version_also_with_the_same_content() {
        // given
        Changes changes = behind(new Known(7, bytes("one"), 3, true, 70, DAY));

        // when / then
        assertThat(changes.compare(found("one", 70, DAY))).contains(new Last(3, true));
        assertThat(changes.toStore())
                .usingRecursiveFieldByFieldElementComparator()
                .containsExactly(new Known(7, bytes("one"), 4, false, 70, DAY));
    }

    @Test
    void a_record_that_is_found_twice_is_compared_with_what_was_found_before_and_stored_once() {
        // given
        Changes changes = behind(new Known(7, null, 0, false, 0, null));

        // when / then
        assertThat(changes.compare(found("one", 70, DAY))).contains(new Last(0, false));
        assertThat(changes.compare(found("two", 70, DAY))).contains(new Last(1, false));
        assertThat(changes.compare(found("two", 71, DAY))).isEmpty();
        assertThat(changes.toStore())
                .usingRecursiveFieldByFieldElementComparator()
                .containsExactly(new Known(7, bytes("two"), 2, false, 71, DAY));
    }

    @Test
    void a_record_that_goes_back_to_its_first_content_within_a_publication_has_a_version_for_each() {
        // given
        Changes changes = behind(new Known(7, bytes("one"), 1, false, 70, DAY));

        // when / then
        assertThat(changes.compare(found("two", 70, DAY))).contains(new Last(1, false));
        assertThat(changes.compare(found("one", 70, DAY))).contains(new Last(2, false));
        assertThat(changes.toStore()).extracting(Known::version).containsExactly(3L);
    }

    private static Changes behind(Known known) {
        return new Changes(new HashMap<>(Map.of(known.id(), known)));
    }

    private static Found found(String content, long row, LocalDate day) {
        return new Showing(7, bytes(content), row, day);
    }

    private static byte[] bytes(String content) {
        return content.getBytes(StandardCharsets.UTF_8);
    }

    private record Showing(long id, byte[] hash, long row, LocalDate day) implements Found {}
}
