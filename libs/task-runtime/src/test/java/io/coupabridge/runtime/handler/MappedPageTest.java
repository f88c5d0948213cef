package io.coupabridge.runtime.handler;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.coupabridge.runtime.handler.MappedPage.Unmappable;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Records that cannot be mapped. */
class MappedPageTest {

    @Test
    void reads_every_id_that_a_record_can_have_and_no_other_name() {
        // given
        List<Unmappable> records = Stream.of(
                        "7",
                        "9223372036854775806",
                        "9223372036854775808",
                        "92233720368547758060",
                        "before-415-1",
                        "expense_reports/7",
                        Unmappable.UNKNOWN)
                .map(name ->
                        Unmappable.named(name, "The field email is missing.", JsonNodeFactory.instance.objectNode()))
                .toList();

        // when / then
        assertThat(Unmappable.ids(records)).containsExactly(7L, 9_223_372_036_854_775_806L);
    }
}
