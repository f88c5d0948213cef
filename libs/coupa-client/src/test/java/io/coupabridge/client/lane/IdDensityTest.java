package io.coupabridge.client.lane;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.coupabridge.client.http.Page;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class IdDensityTest {

    private static final int A_PAGE = 50;

    @Test
    void takes_so_few_records_that_others_can_hardly_be_left_out_for_one_page() {
        assertThat(IdDensity.idsAPage(newest(LongStream.of(17, 900_000)))).isEqualTo(900_000);
    }

    @Test
    void goes_by_the_gaps_between_the_newest_records() {
        LongStream everyThird = LongStream.rangeClosed(1, A_PAGE).map(place -> 10_000 + 3 * place);

        assertThat(IdDensity.idsAPage(newest(everyThird))).isEqualTo(150);
    }

    @Test
    void goes_by_the_gaps_of_a_page_that_is_only_somewhat_short() {
        LongStream everyThird = LongStream.rangeClosed(1, 37).map(place -> 10_000 + 3 * place);

        assertThat(IdDensity.idsAPage(newest(everyThird))).isEqualTo(150);
    }

    @Test
    void pays_no_heed_to_leaps() {
        LongStream leaps =
                LongStream.concat(LongStream.of(7, 90_000), LongStream.range(5_000_000, 5_000_000 + A_PAGE - 2));

        assertThat(IdDensity.idsAPage(newest(leaps))).isEqualTo(50);
    }

    private static Page newest(LongStream ids) {
        List<ObjectNode> records = ids.mapToObj(
                        id -> JsonNodeFactory.instance.objectNode().put("id", id))
                .toList();
        return new Page(records, null, 0, 0);
    }
}
