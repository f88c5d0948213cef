package io.coupabridge.runtime.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.coupabridge.client.http.OddRow;
import io.coupabridge.client.http.Page;
import io.coupabridge.client.lane.LanePlan;
import io.coupabridge.client.lane.LanePlan.Range;
import java.util.List;
import org.junit.jupiter.api.Test;

class PassPlannerTest {

    private static final ObjectNode ROW = JsonNodeFactory.instance.objectNode().put("id", 7);

    @Test
    void a_list_reaches_to_its_newest_record_and_perhaps_behind_it() {
        // when
        List<Range> ranges = PassPlanner.ranges(new Page(List.of(ROW), null, 10, 0));

        // then
        assertThat(ranges).containsExactly(new Range(0, 7), new Range(7, LanePlan.OPEN_END));
    }

    @Test
    void an_empty_list_is_read_to_its_end() {
        assertThat(PassPlanner.ranges(new Page(List.of(), null, 2, 0)))
                .containsExactly(new Range(0, LanePlan.OPEN_END));
    }

    @Test
    void a_list_whose_newest_rows_have_no_usable_id_is_read_to_its_end() {
        // given
        OddRow nameless = new OddRow(null, 0, null, 1, "Its id is of no use.", ROW);

        // when
        List<Range> ranges = PassPlanner.ranges(new Page(List.of(), List.of(nameless), null, 10, 0));

        // then
        assertThat(ranges).containsExactly(new Range(0, LanePlan.OPEN_END));
    }
}
