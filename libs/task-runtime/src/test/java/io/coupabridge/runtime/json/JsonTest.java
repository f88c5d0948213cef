package io.coupabridge.runtime.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.runtime.ledger.Position;
import org.junit.jupiter.api.Test;

/** What is stored in the ledger. */
class JsonTest {

    @Test
    void reads_what_a_later_version_stored_and_leaves_out_what_it_does_not_know() {
        // given
        String stored = """
                {"pass": 1, "remaining": [{"after": 7, "upTo": 9, "ofTheNextVersion": 1}], "ofTheNextVersion": {"more": 1}}
                """;

        // when
        Position position = Json.read(stored, Position.class);

        // then
        assertThat(position.pass()).isEqualTo(1);
        assertThat(position.remaining()).hasSize(1);
    }
}
