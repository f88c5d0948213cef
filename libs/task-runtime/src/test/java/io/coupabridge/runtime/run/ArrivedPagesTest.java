package io.coupabridge.runtime.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.coupabridge.client.failure.UnexpectedResponseException;
import io.coupabridge.client.failure.UnexpectedResponseException.Kind;
import io.coupabridge.client.http.OddRow;
import io.coupabridge.client.http.Page;
import io.coupabridge.client.lane.LanePlan;
import io.coupabridge.client.lane.LanePlan.Arrived;
import io.coupabridge.client.lane.LanePlan.Ask;
import io.coupabridge.client.lane.LanePlan.Range;
import io.coupabridge.runtime.run.LaneEvent.PageCame;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ArrivedPagesTest {

    private static final Page EMPTY = new Page(List.of(), null, 2, 0);

    private final UnexpectedResponseException unreadable =
            new UnexpectedResponseException(Kind.BAD_ID, "The list cannot be read on.");
    private LanePlan plan = new LanePlan(List.of(new Range(0, 100)), 50, true);
    private ArrivedPages pages = new ArrivedPages(plan, () -> unreadable);

    @Test
    void brings_what_lies_in_the_lane() {
        // when
        Optional<Arrived> arrived = accept(page(90, 100, 110));

        // then
        assertThat(arrived)
                .hasValueSatisfying(page -> assertThat(page.within().ids()).containsExactly(90L, 100L));
    }

    @Test
    void asks_again_when_a_lane_ends_before_its_last_record_and_believes_it_the_second_time() {
        // when
        Optional<Arrived> once = accept(EMPTY);
        Optional<Arrived> twice = accept(EMPTY);

        // then
        assertThat(once).isEmpty();
        assertThat(twice).isPresent();
    }

    @Test
    void believes_an_empty_page_at_the_open_end() {
        // given
        plan = new LanePlan(List.of(new Range(100, LanePlan.OPEN_END)), 50, true);
        pages = new ArrivedPages(plan, () -> unreadable);

        // when / then
        assertThat(accept(EMPTY)).isPresent();
    }

    @Test
    void looks_at_the_other_end_of_a_list_whose_page_has_no_cursor() {
        // given
        Page nameless = new Page(List.of(), List.of(nameless()), null, 50, 0);

        // when
        Optional<Arrived> front = accept(nameless);

        // then
        assertThat(front).isEmpty();
        assertThat(pages.readsFromTheEnd(plan.next().orElseThrow().lane())).isTrue();
    }

    @Test
    void reads_a_list_that_shows_the_same_page_without_a_cursor_at_both_ends() {
        // given
        Page nameless = new Page(List.of(), List.of(nameless()), null, 50, 0);
        accept(nameless);

        // when
        Optional<Arrived> end = accept(nameless);

        // then
        assertThat(end).isPresent();
    }

    @Test
    void fails_when_others_lie_behind_a_page_without_a_cursor_and_the_lane_is_free_again() {
        // given
        accept(new Page(List.of(), List.of(nameless()), null, 50, 0));

        // when / then
        assertThatThrownBy(() -> accept(page(99))).isSameAs(unreadable);
        assertThat(plan.next()).isPresent();
    }

    private Optional<Arrived> accept(Page page) {
        Ask ask = plan.next().orElseThrow();
        return pages.accept(new PageCame(ask, 1, 1, null, page));
    }

    private static OddRow nameless() {
        return new OddRow(null, 0, null, 1, "Its id is of no use.", JsonNodeFactory.instance.objectNode());
    }

    private static Page page(long... ids) {
        List<ObjectNode> rows = Arrays.stream(ids)
                .mapToObj(id -> JsonNodeFactory.instance.objectNode().put("id", id))
                .toList();
        return new Page(rows, null, 100, 0);
    }
}
