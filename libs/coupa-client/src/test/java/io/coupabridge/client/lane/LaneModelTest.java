package io.coupabridge.client.lane;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Promise 11 and the number of requests, however the ids lie, on a clock of its own. */
class LaneModelTest {

    private static final int USERS = 10_000;
    private static final int PAGES = USERS / 50;
    private static final int CEILING = 25;

    /** Start and outcome of a run, which the model leaves out. */
    private static final double SECONDS_BESIDE_THE_PAGES = 0.05;

    static Stream<Arguments> shapes_and_latencies() {
        return Stream.of("dense", "late", "gappy", "scattered", "clustered", "reversed", "thinning")
                .flatMap(shape -> Stream.of(0.03, 0.3, 1.5).map(latency -> Arguments.of(shape, latency)));
    }

    @ParameterizedTest
    @MethodSource("shapes_and_latencies")
    void reads_at_the_promised_speed_with_few_requests_more_than_pages(String shape, double latency) {
        // given
        long[] ids = ids(shape, USERS);
        LaneModel model = new LaneModel(ids, CEILING, latency);

        // when
        model.run();

        // then
        double promised = (PAGES / (double) CEILING + 2 * latency) / 0.93;
        double lanes = Math.ceil(CEILING * latency) + 2;
        assertThat(model.read()).containsExactlyInAnyOrderElementsOf(list(ids));
        assertThat(model.seconds() + SECONDS_BESIDE_THE_PAGES).isLessThanOrEqualTo(promised);
        assertThat(model.requests() - PAGES).isLessThanOrEqualTo((int) (0.03 * PAGES + lanes));
    }

    @ParameterizedTest
    @MethodSource("shapes_and_latencies")
    void asks_for_a_small_list_hardly_more_often_than_it_has_pages(String shape, double latency) {
        // given
        LaneModel model = new LaneModel(ids(shape, 1_234), CEILING, Math.min(latency, 0.1));

        // when
        model.run();

        // then
        assertThat(model.requests()).isLessThanOrEqualTo((int) (1.1 * 25 + 6));
    }

    @ParameterizedTest
    @MethodSource("shapes_and_latencies")
    void asks_for_a_very_small_list_hardly_more_often_than_it_has_pages(String shape, double latency) {
        // given
        LaneModel model = new LaneModel(ids(shape, 101), CEILING, Math.min(latency, 0.1));

        // when
        model.run();

        // then
        assertThat(model.requests()).isLessThanOrEqualTo((int) (1.1 * 3 + 6));
    }

    @Test
    void asks_for_the_few_records_of_a_filtered_list_hardly_more_often_than_it_has_pages() {
        // given
        LaneModel model = new LaneModel(ids("late", 101), CEILING, 0.3).filtered();

        // when
        model.run();

        // then
        assertThat(model.requests()).isLessThanOrEqualTo(3 + 2);
    }

    @ParameterizedTest
    @CsvSource({"10000, 5, 0.3", "10000, 10, 0.3", "100000, 25, 0.3", "100000, 25, 1"})
    void reads_a_long_list_at_the_promised_speed_with_few_requests_more(int users, int ceiling, double latency) {
        // given
        LaneModel model = new LaneModel(ids("dense", users), ceiling, latency);

        // when
        model.run();

        // then
        int pages = users / 50;
        assertThat(model.seconds()).isLessThanOrEqualTo((pages / (double) ceiling + 2 * latency) / 0.93);
        assertThat(model.requests()).isLessThanOrEqualTo((int) (1.03 * pages) + 2);
    }

    @Test
    void a_slow_tenant_with_few_pages_pays_no_more_than_its_lanes() {
        // given forty pages at ten a second
        LaneModel model = new LaneModel(ids("scattered", 2_000), 10, 4);

        // when
        model.run();

        // then
        assertThat(model.requests() - 40).isLessThanOrEqualTo(10 * 4 + 2);
    }

    @Test
    void a_coupa_that_ignores_offsets_is_read_completely_and_with_few_requests_more() {
        // given
        long[] ids = ids("gappy", USERS);
        LaneModel model = new LaneModel(ids, CEILING, 0.3).ignoringOffsets();

        // when
        model.run();

        // then
        assertThat(model.read()).containsExactlyInAnyOrderElementsOf(list(ids));
        assertThat(model.requests()).isLessThanOrEqualTo(PAGES + 30);
    }

    private static List<Long> list(long[] ids) {
        return Arrays.stream(ids).boxed().toList();
    }

    private static long[] ids(String shape, int count) {
        LongStream ids = LongStream.range(0, count);
        LongStream lie = switch (shape) {
            case "dense" -> ids.map(place -> place + 1);
            case "late" -> ids.map(place -> place + 900_000);
            // the last two of a hundred near 2^31 and 2^32
            case "gappy" ->
                ids.map(place -> switch ((int) (100 * place / count)) {
                    case 98 -> (1L << 31) + place;
                    case 99 -> (1L << 32) + place;
                    default -> place + 1;
                });
            // every hundredth of those that are dense is near 2^31 or 2^32
            case "scattered" ->
                ids.map(place -> place % 100 == 98
                        ? (1L << 31) + 7 * place
                        : place % 100 == 99 ? (1L << 32) + 13 * place : place + 1);
            case "clustered" -> ids.map(place -> place / 500 * 1_000_000 + place % 500 + 1);
            // the newest tell of few records, and most are old
            case "reversed" -> ids.map(place -> place < count * 9L / 10 ? place + 1 : 1_000 * place);
            default -> ids.map(place -> (place + 1) * (place + 1));
        };
        return lie.sorted().toArray();
    }
}
