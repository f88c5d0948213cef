package io.coupabridge.runtime.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.runtime.json.Json;
import io.coupabridge.runtime.ledger.RecordStore.Known;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;

class KnownTest {

    /** Pages that are pending while a new version of a service takes over are read by it. */
    @Test
    void has_the_form_that_stands_in_pending_pages() {
        assertThat(Json.text(new Known(7, new byte[] {1, 2}, 3, false, 9, null)))
                .isEqualTo("[7,\"AQI=\",3,false,9,null]");
        assertThat(Json.text(new Known(7, new byte[] {1, 2}, 3, false, 9, LocalDate.of(2026, 11, 26))))
                .isEqualTo("[7,\"AQI=\",3,false,9,\"2026-11-26\"]");
    }

    @Test
    void is_read_as_it_was_written() {
        // given
        Known known = new Known(7, new byte[] {1, 2}, 3, true, 9, LocalDate.of(2026, 11, 26));

        // when
        Known read = Json.read(Json.text(known), Known.class);

        // then
        assertThat(read).usingRecursiveComparison().isEqualTo(known);
    }

    @Test
    void is_read_with_the_day_as_the_number_that_an_earlier_version_wrote() {
        // when
        Known read = Json.read("[7,\"AQI=\",3,false,9,20783]", Known.class);

        // then
        assertThat(read.day()).isEqualTo(LocalDate.of(2026, 11, 26));
    }
}
