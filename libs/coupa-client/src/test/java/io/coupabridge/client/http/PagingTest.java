package io.coupabridge.client.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.coupabridge.client.json.CoupaDates;
import io.coupabridge.simulator.log.LoggedRequest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reading lists of the simulator by keyset. */
@Timeout(60)
class PagingTest {

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 49, 50, 51, 100, 101})
    void reads_every_record_exactly_once(int users) throws Exception {
        try (TestCoupa coupa = TestCoupa.of(users)) {
            // when
            List<Long> ids = readAll(coupa, 50);
            // then
            assertThat(ids).isEqualTo(coupa.instance().data().users().ids());
            assertThat(ids).hasSize(users);
        }
    }

    @Test
    void reads_on_after_short_pages() throws Exception {
        try (TestCoupa coupa = TestCoupa.of(101)) {
            // given
            coupa.instance().switches().shortPages(300);
            // when
            List<Long> ids = readAll(coupa, 50);
            // then
            assertThat(ids).isEqualTo(coupa.instance().data().users().ids());
        }
    }

    @Test
    void neither_skips_nor_repeats_when_records_change_meanwhile() throws Exception {
        try (TestCoupa coupa = TestCoupa.of(101)) {
            // given
            List<Long> before = coupa.instance().data().users().ids();
            try (var changing = coupa.instance()
                    .onRequest(request -> coupa.instance().data().users().touch(before.subList(0, 40)))) {
                // when
                List<Long> ids = readAll(coupa, 10);
                // then
                assertThat(ids).isEqualTo(before);
                assertThat(changing).isNotNull();
            }
        }
    }

    @Test
    void shows_the_newest_records_in_ascending_order() throws Exception {
        try (TestCoupa coupa = TestCoupa.of(101)) {
            // when
            Page newest =
                    coupa.ask(PageRequest.newest(TestCoupa.USERS, List.of())).get();
            // then
            assertThat(newest.records())
                    .extracting(record -> record.get("id").longValue())
                    .isEqualTo(coupa.instance().data().users().ids().subList(51, 101));
        }
    }

    @Test
    void spells_the_keys_alike_whatever_the_instance_prints() throws Exception {
        try (TestCoupa coupa = TestCoupa.of(3)) {
            // given
            coupa.instance()
                    .switches()
                    .snakeCaseKeys(true)
                    .questionMarkAliases(true)
                    .extraKeys(Map.of("art-der-ausgabe", "Reise"));
            // when
            Page page = coupa.firstPage().get();
            // then
            assertThat(page.records()).hasSize(3).allSatisfy(user -> {
                assertThat(user.has("updated-at")).isTrue();
                assertThat(user.propertyStream().map(Map.Entry::getKey))
                        .noneMatch(key -> key.contains("_") || key.contains("?"));
            });
        }
    }

    @Test
    void unpacks_gzip() throws Exception {
        try (TestCoupa coupa = TestCoupa.of(50)) {
            // given
            coupa.instance().switches().gzip(true);
            // when
            Page page = coupa.firstPage().get();
            // then
            assertThat(page.records()).hasSize(50);
        }
    }

    @Test
    void tells_the_clock_of_the_server_and_the_time_it_took() throws Exception {
        try (TestCoupa coupa = TestCoupa.of(1)) {
            // when
            Page page = coupa.firstPage().get();
            // then
            assertThat(page.serverTime()).isCloseTo(Instant.now(), within(1, ChronoUnit.MINUTES));
            assertThat(page.requestNanos()).isPositive();
        }
    }

    @Test
    void reads_a_window_of_updated_at_inside_its_bounds() throws Exception {
        try (TestCoupa coupa = TestCoupa.of(50)) {
            // given
            List<Long> changed = coupa.instance().data().users().sample(7, 3);
            Instant from = Instant.now().minusSeconds(60);
            coupa.instance().data().users().touch(changed);
            List<Filter> window =
                    List.of(Filter.gtOrEq("updated_at", from), Filter.lt("updated_at", from.plusSeconds(3_600)));

            // when
            Page page =
                    coupa.ask(new PageRequest(TestCoupa.USERS, window, 0, 50)).get();

            // then
            assertThat(page.records()).extracting(PagingTest::id).containsExactlyInAnyOrderElementsOf(changed);
            assertThat(page.records())
                    .allSatisfy(user -> assertThat(CoupaDates.instant(user.get("updated-at")))
                            .isBetween(from, from.plusSeconds(3_600)));
        }
    }

    @Test
    void sends_the_headers_that_coupa_wants_and_no_secret_in_the_address() throws Exception {
        try (TestCoupa coupa = TestCoupa.of(1)) {
            // given
            coupa.instance().switches().strictContentType(true);
            // when
            coupa.firstPage().get();
            // then
            LoggedRequest request = coupa.instance().log().apiRequests().get(0);
            assertThat(request.headers())
                    .containsEntry("accept", "application/json")
                    .containsEntry("content-type", "application/json")
                    .containsEntry("accept-encoding", "gzip")
                    .containsEntry("user-agent", "coupa-bridge")
                    .containsEntry("authorization", "Bearer " + coupa.token().reveal());
            assertThat(coupa.instance().log().contains(coupa.token().reveal())).isFalse();
        }
    }

    private static List<Long> readAll(TestCoupa coupa, int limit) throws Exception {
        List<Long> ids = new ArrayList<>();
        PageRequest request = new PageRequest(TestCoupa.USERS, List.of(), 0, limit);
        Page page = coupa.ask(request).get();
        while (!page.isEmpty()) {
            page.records().forEach(user -> ids.add(id(user)));
            request = request.after(page.lastId());
            page = coupa.ask(request).get();
        }
        return ids;
    }

    private static long id(ObjectNode user) {
        return user.get("id").longValue();
    }
}
