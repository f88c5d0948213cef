package io.coupabridge.runtime.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.client.lane.LanePlan.Settlement;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class MappedPagesTest {

    private final MappedPages pages = new MappedPages();

    @Test
    void a_page_with_rows_is_settled_at_once() {
        // when
        pages.add(List.of(page(1, 100)));

        // then
        assertThat(pages.canSettle(false)).isTrue();
    }

    @Test
    void an_empty_page_waits_for_others_as_long_as_there_are_any() {
        // when
        pages.add(List.of(LanePage.empty(new Settlement(null, 1), 1)));

        // then
        assertThat(pages.canSettle(false)).isFalse();
        assertThat(pages.canSettle(true)).isTrue();
    }

    @Test
    void nothing_is_settled_when_there_is_nothing() {
        assertThat(pages.canSettle(true)).isFalse();
        assertThat(pages.take()).isEmpty();
    }

    @Test
    void are_settled_in_the_order_in_which_they_came_and_so_many_together() {
        // given
        pages.add(LongStream.rangeClosed(1, PageMapping.PAGES_TOGETHER + 2L)
                .mapToObj(id -> page(id, 100))
                .toList());

        // when
        List<LanePage> together = pages.take();

        // then
        assertThat(together).hasSize(PageMapping.PAGES_TOGETHER);
        assertThat(together.get(0).rows()).containsExactly(1L);
        assertThat(pages.size()).isEqualTo(2);
    }

    @Test
    void are_no_more_together_than_fit_into_memory() {
        // given
        pages.add(List.of(page(1, PageMapping.BYTES_TOGETHER), page(2, 100)));

        // when
        List<LanePage> together = pages.take();

        // then
        assertThat(together).hasSize(1);
    }

    private static LanePage page(long id, int bytes) {
        return new LanePage(new Settlement(null, id), 1, List.of(id), bytes, EncodedPage.NOTHING);
    }
}
