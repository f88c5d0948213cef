package io.coupabridge.edge.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class TraceParentTest {

    private static final String HEADER = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    @AfterEach
    void clear() {
        TraceParent.clear();
    }

    @Test
    void a_header_goes_on_as_it_came() {
        assertThat(TraceParent.parse(HEADER)).map(TraceParent::toString).contains(HEADER);
    }

    @Test
    void a_later_version_is_read_as_far_as_it_is_known() {
        assertThat(TraceParent.parse("cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-03-more"))
                .map(TraceParent::toString)
                .contains(HEADER);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "00-x",
                "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more",
                "00-00000000000000000000000000000000-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
                "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\n"
            })
    void what_is_no_header_is_left_out(String header) {
        assertThat(TraceParent.parse(header)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "6f1f1a52-31f0-4c57-9d0c-0f2d4c1f6a10",
                "00000000-0000-0000-0000-000000000000",
                "00000000-0000-0001-0000-000000000000"
            })
    void what_has_an_id_always_has_the_same_trace_and_a_valid_one(String id) {
        TraceParent trace = TraceParent.of(UUID.fromString(id));

        assertThat(trace).isEqualTo(TraceParent.of(UUID.fromString(id)));
        assertThat(TraceParent.parse(trace.toString())).contains(trace);
    }

    @Test
    void the_trace_id_is_the_id_without_dashes() {
        assertThat(TraceParent.of(UUID.fromString("6f1f1a52-31f0-4c57-9d0c-0f2d4c1f6a10")))
                .hasToString("00-6f1f1a5231f04c579d0c0f2d4c1f6a10-9d0c0f2d4c1f6a10-00");
    }

    @Test
    void the_current_trace_is_the_one_in_use_and_else_a_new_one() {
        // given
        TraceParent trace = TraceParent.parse(HEADER).orElseThrow();

        // when
        trace.use();
        TraceParent used = TraceParent.current();
        TraceParent.clear();

        // then
        assertThat(used).isEqualTo(trace);
        assertThat(TraceParent.current()).isNotEqualTo(trace).isNotEqualTo(TraceParent.current());
    }
}
