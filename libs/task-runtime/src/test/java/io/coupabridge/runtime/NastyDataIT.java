package io.coupabridge.runtime;

import static java.time.format.DateTimeFormatter.ISO_OFFSET_DATE_TIME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.coupabridge.contracts.DiscoveredUser;
import io.coupabridge.contracts.RunMode;
import io.coupabridge.contracts.TaskEvent;
import io.coupabridge.contracts.TaskEvent.Type;
import io.coupabridge.simulator.CoupaInstance;
import io.coupabridge.simulator.InstanceSpec;
import io.coupabridge.testing.TopicRecord;
import io.coupabridge.testing.scenario.Platform;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Data that trip naive clients (coupa-api §8.2): after a full and an incremental run a consumer holds what is true in the
 * simulated instance, record for record, and saw each version once.
 */
@QuarkusTest
class NastyDataIT extends RuntimeTest {

    private static final int MANY = 150;

    @ParameterizedTest(name = "{0}")
    @MethodSource("instances")
    void leaves_a_consumer_with_the_truth(String what, InstanceSpec spec, Consumer<CoupaInstance> odd) {
        // given
        CoupaInstance coupa = connectedCoupa(spec);
        odd.accept(coupa);
        run(RunMode.FULL);
        assertHoldsTruth(coupa);

        // when
        List<Long> ids = coupa.data().users().ids();
        List<Long> joined = coupa.data().users().insert(3);
        coupa.data().users().change(ids.subList(20, 140));
        coupa.data().users().deactivate(ids.get(7));
        Platform.awaitNextSecond();
        TaskEvent increment = run(RunMode.INCREMENTAL);

        // then
        assertThat(increment.progress().recordsNew()).isEqualTo(joined.size());
        assertThat(increment.progress().recordsChanged()).isEqualTo(120 + 1);
        assertHoldsTruth(coupa);
    }

    static Stream<Arguments> instances() {
        InstanceSpec users = InstanceSpec.defaults().users(MANY).expenseLines(0);
        return Stream.of(
                arguments("all changed in one second", users.tiedUpdates(MANY), nothing()),
                arguments("wide gaps between ids", users.idGap(100_000), nothing()),
                arguments("ids beyond 2^31", users.firstIds(3_000_000_000L, 1, 1), nothing()),
                arguments("a hole of 2^40 ids", users.idLeap(1L << 40), nothing()),
                arguments("short pages", users, odd(coupa -> coupa.switches().shortPages(300))),
                arguments(
                        "a page of 37 at most",
                        users,
                        odd(coupa -> coupa.switches().pageCap(37))),
                arguments(
                        "a filter that is ignored",
                        users,
                        odd(coupa -> coupa.switches().ignoreFilters("updated_at"))),
                arguments(
                        "a clock two minutes ahead",
                        users,
                        odd(coupa -> coupa.switches().clockSkew(Duration.ofMinutes(2)))),
                arguments(
                        "a clock two minutes behind",
                        users,
                        odd(coupa -> coupa.switches().clockSkew(Duration.ofMinutes(-2)))));
    }

    @Test
    void takes_an_hour_that_comes_twice_for_two_hours() {
        // given
        ZoneId zone = ZoneId.of("America/Los_Angeles");
        ZoneOffsetTransition fold = lastFold(zone);
        CoupaInstance coupa =
                coupa(InstanceSpec.defaults().users(MANY).expenseLines(0).zone(zone));
        List<Long> ids = coupa.data().users().ids();
        updatedAt(coupa, ids, fold.getInstant().minus(Duration.ofHours(3)), fold.getOffsetBefore());
        coupa.clock().set(fold.getInstant().minus(Duration.ofMinutes(30)));
        platform.connected(tenant, coupa.origin(), token(coupa), 25);
        run(RunMode.FULL);
        Instant first = fold.getInstant().minus(Duration.ofMinutes(10));
        Instant second = first.plus(Duration.ofHours(1));

        // when
        updatedAt(coupa, ids.subList(0, 70), first, fold.getOffsetBefore());
        updatedAt(coupa, ids.subList(70, 140), second, fold.getOffsetAfter());
        coupa.clock().set(first.plus(Duration.ofMinutes(5)));
        TaskEvent before = run(RunMode.INCREMENTAL);
        coupa.clock().set(second.plus(Duration.ofMinutes(5)));
        TaskEvent after = run(RunMode.INCREMENTAL);

        // then
        assertThat(local(coupa, ids.get(0))).isEqualTo(local(coupa, ids.get(70)));
        assertThat(before.progress().recordsChanged()).isEqualTo(70);
        assertThat(after.progress().recordsChanged()).isEqualTo(70);
        assertHoldsTruth(coupa);
    }

    private TaskEvent run(RunMode mode) {
        TaskEvent outcome = platform.outcome(platform.run(tenant, mode), SOON);
        assertThat(outcome.type()).as("%s", outcome).isEqualTo(Type.COMPLETED);
        return outcome;
    }

    private void assertHoldsTruth(CoupaInstance coupa) {
        Map<Long, String> truth = new TreeMap<>();
        coupa.data().users().stream().forEach(user -> truth.put(user.get("id").longValue(), trueOf(user)));
        Map<Long, String> held = new TreeMap<>();
        for (TopicRecord record : platform.records(tenant)) {
            DiscoveredUser user = record.as(DiscoveredUser.class);
            held.put(
                    user.userId(),
                    text(user.login(), user.email(), user.active().toString(), user.updatedAt()));
        }
        assertThat(held).isEqualTo(truth);
        assertThat(versions().values()).containsOnly(1);
    }

    private static String trueOf(JsonNode user) {
        return text(
                user.get("login").textValue(),
                user.get("email").textValue(),
                user.get("active").asText(),
                OffsetDateTime.parse(user.get("updated-at").textValue()).toInstant());
    }

    private static String text(String login, String email, String active, Instant updatedAt) {
        return login + " " + email + " " + active + " " + updatedAt;
    }

    private static ZoneOffsetTransition lastFold(ZoneId zone) {
        ZoneOffsetTransition transition = zone.getRules().previousTransition(Instant.now());
        while (!transition.isOverlap()) {
            transition = zone.getRules().previousTransition(transition.getInstant());
        }
        return transition;
    }

    private static void updatedAt(CoupaInstance coupa, List<Long> ids, Instant instant, ZoneOffset offset) {
        ObjectNode fields = JsonNodeFactory.instance
                .objectNode()
                .put("updated-at", ISO_OFFSET_DATE_TIME.format(instant.atOffset(offset)));
        ids.forEach(id -> coupa.data().users().update(id, fields));
    }

    private static String local(CoupaInstance coupa, long id) {
        return OffsetDateTime.parse(coupa.data()
                        .users()
                        .get(id)
                        .orElseThrow()
                        .get("updated-at")
                        .textValue())
                .toLocalDateTime()
                .toString();
    }

    private static Consumer<CoupaInstance> nothing() {
        return coupa -> {};
    }

    private static Consumer<CoupaInstance> odd(Consumer<CoupaInstance> switched) {
        return switched;
    }
}
