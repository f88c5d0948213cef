package io.coupabridge.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.Change;
import io.coupabridge.contracts.DiscoveredUser;
import io.coupabridge.contracts.ErrorCode;
import io.coupabridge.contracts.QuarantinedRecord;
import io.coupabridge.contracts.RunMode;
import io.coupabridge.contracts.TaskCommand;
import io.coupabridge.contracts.TaskCommand.Kind;
import io.coupabridge.contracts.TaskEvent;
import io.coupabridge.contracts.TaskEvent.Type;
import io.coupabridge.simulator.CoupaInstance;
import io.coupabridge.simulator.InstanceSpec;
import io.coupabridge.simulator.fault.Fault;
import io.coupabridge.simulator.fault.FaultBody;
import io.coupabridge.simulator.fault.FaultRule;
import io.coupabridge.testing.TopicReader;
import io.coupabridge.testing.TopicRecord;
import io.coupabridge.testing.scenario.Platform;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Single records that Coupa shows in an odd way are put aside, and their tenant goes on. Users have the ids 1 to 120. */
@QuarkusTest
class OddRecordIT extends RuntimeTest {

    private static final int USERS = 120;

    static Stream<Arguments> oddities() {
        return Stream.of(
                arguments("", "is missing"),
                arguments("null", "is empty"),
                arguments("\"7\"", "holds a text"),
                arguments("7.5", "holds a fraction"),
                arguments("0", "is not positive"),
                arguments("-7", "is not positive"),
                arguments("9223372036854775807", "is too large"),
                arguments("92233720368547758070", "is too large"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("oddities")
    void puts_records_with_an_id_of_no_use_aside_wherever_they_stand(String json, String fault) {
        // given the first, two side by side, two at the edge of a page, and the last two
        CoupaInstance coupa = connectedCoupa(users());
        List<Long> odd = List.of(1L, 24L, 25L, 50L, 51L, 119L, 120L);
        coupa.faults().always(withOddIds(json, odd));

        // when
        TaskEvent receipt = run(RunMode.FULL);

        // then
        assertThat(receipt.type()).as("%s", receipt).isEqualTo(Type.COMPLETED);
        assertThat(publishedIds())
                .doesNotHaveDuplicates()
                .hasSize(USERS - odd.size())
                .doesNotContainAnyElementsOf(odd);
        assertThat(new TreeSet<>(keys()))
                .containsExactly(
                        tenant + "/after-118-1",
                        tenant + "/after-118-2",
                        tenant + "/before-2-1",
                        tenant + "/before-26-1",
                        tenant + "/before-26-2",
                        tenant + "/before-52-1",
                        tenant + "/before-52-2");
        assertThat(quarantine()).allSatisfy(record -> {
            assertThat(record.reason()).startsWith("The field id " + fault + ". The record stands behind id ");
            assertThat(record.record()).contains("login");
            assertThat(record.updatedAt()).isNotNull();
        });
        assertThat(receipt.progress().recordsQuarantined()).isBetween(7L, 14L);
        assertThat(receipt.receipt().warnings()).anyMatch(warning -> warning.contains("reported no record as removed"));
    }

    @Test
    void puts_a_record_aside_that_alone_lacks_a_required_key() {
        // given
        CoupaInstance coupa = connectedCoupa(users());
        coupa.faults().always(Fault.missingKeys("email").onlyOf(1L, 50L, 120L));

        // when
        TaskEvent receipt = run(RunMode.FULL);

        // then
        assertThat(receipt.type()).as("%s", receipt).isEqualTo(Type.COMPLETED);
        assertThat(publishedIds()).hasSize(USERS - 3).doesNotContain(1L, 50L, 120L);
        assertThat(keys()).containsExactlyInAnyOrder(tenant + "/1", tenant + "/50", tenant + "/120");
        assertThat(quarantine())
                .extracting(QuarantinedRecord::reason)
                .containsOnly("The field email is missing, which other records of the list have.");
        assertThat(receipt.receipt().warnings()).isEmpty();
    }

    @Test
    void completes_with_nothing_but_odd_records_behind_the_last_good_one() {
        // given all but the first two
        CoupaInstance coupa = connectedCoupa(users().users(10));
        coupa.faults().always(withOddIds("null", ids(3, 10)));

        // when
        TaskEvent receipt = run(RunMode.FULL);

        // then
        assertThat(receipt.type()).as("%s", receipt).isEqualTo(Type.COMPLETED);
        assertThat(publishedIds()).containsExactlyInAnyOrder(1L, 2L);
        assertThat(receipt.progress().recordsQuarantined()).isEqualTo(8);
    }

    @Test
    void tries_a_page_again_that_has_no_usable_id_and_then_fails() {
        // given
        CoupaInstance coupa = connectedCoupa(users().users(200));
        coupa.faults().always(withOddIds("null", ids(40, 160)));

        // when
        TaskEvent outcome = run(RunMode.FULL);

        // then
        assertThat(outcome.failure().code()).isEqualTo(ErrorCode.UNEXPECTED_RESPONSE);
        assertThat(outcome.failure().message()).contains("none has a usable id").contains("tried 4 times");
    }

    @Test
    void a_key_that_no_record_of_a_page_has_is_hidden() {
        // given
        CoupaInstance coupa = connectedCoupa(users());
        coupa.faults().always(Fault.missingKeys("email").onlyOf(ids(51, 100).toArray(Long[]::new)));
        coupa.switches().pageCap(25);

        // when
        TaskEvent outcome = run(RunMode.FULL);

        // then
        assertThat(outcome.failure().code()).isEqualTo(ErrorCode.REQUIRED_FIELD_HIDDEN);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void an_increment_of_a_single_odd_record_completes(boolean lacksKey) {
        // given
        CoupaInstance coupa = connectedCoupa(users());
        run(RunMode.FULL);
        Platform.awaitNextSecond();
        coupa.data().users().change(List.of(70L));
        Platform.awaitNextSecond();
        coupa.faults().always(lacksKey ? Fault.missingKeys("email").onlyOf(70L) : Fault.oddId(70, "null"));

        // when
        TaskEvent increment = run(RunMode.INCREMENTAL);

        // then
        assertThat(increment.type()).as("%s", increment).isEqualTo(Type.COMPLETED);
        assertThat(increment.progress().recordsRead()).isEqualTo(1);
        assertThat(keys()).containsExactly(tenant + (lacksKey ? "/70" : "/after-0-1"));
    }

    @Test
    void removes_nobody_while_a_record_is_there_that_nobody_can_name() {
        // given
        CoupaInstance coupa = connectedCoupa(users());
        run(RunMode.FULL);
        coupa.data().users().delete(30L);
        FaultRule odd = coupa.faults().always(Fault.oddId(70, "null"));

        // when
        TaskEvent unproved = run(RunMode.FULL);
        odd.remove();
        TaskEvent proved = run(RunMode.FULL);

        // then
        assertThat(unproved.type()).as("%s", unproved).isEqualTo(Type.COMPLETED);
        assertThat(unproved.progress().recordsRemoved()).isZero();
        assertThat(proved.progress().recordsRemoved()).isEqualTo(1);
        assertThat(removed()).containsExactly(30L);
    }

    @Test
    void an_odd_record_with_a_known_id_is_not_gone() {
        // given
        CoupaInstance coupa = connectedCoupa(users());
        run(RunMode.FULL);
        coupa.data().users().delete(30L);
        coupa.faults().always(Fault.missingKeys("login").onlyOf(70L));

        // when
        TaskEvent receipt = run(RunMode.FULL);

        // then
        assertThat(receipt.type()).as("%s", receipt).isEqualTo(Type.COMPLETED);
        assertThat(removed()).containsExactly(30L);
    }

    @Test
    void a_look_up_that_shows_a_record_without_its_id_proves_nobody_gone() {
        // given a list that ends too early; asked for by their ids all are there, one without its id
        CoupaInstance coupa = connectedCoupa(users());
        run(RunMode.FULL);
        coupa.faults()
                .inject(FaultRule.of(Fault.oddId(70, "null"))
                        .when(request -> request.query("id[in]").isPresent()));
        coupa.faults()
                .inject(FaultRule.of(Fault.status(200).text("application/json", "[]"))
                        .when(request -> request.query("id[in]").isEmpty())
                        .when(request -> request.query("id[gt]").orElse("").equals("50")));

        // when
        UUID command = platform.command(new TaskCommand(
                Kind.RUN,
                UUID.randomUUID(),
                tenant,
                ApplicationRoster.TASK,
                RunMode.FULL,
                null,
                null,
                null,
                null,
                true,
                null,
                null));
        TaskEvent receipt = platform.outcome(command, SOON);

        // then
        assertThat(receipt.type()).as("%s", receipt).isEqualTo(Type.COMPLETED);
        assertThat(removed()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"REAL_SHUFFLED", "REAL_DOUBLED"})
    void a_page_out_of_order_is_read_again(FaultBody body) {
        // given
        CoupaInstance coupa = connectedCoupa(users());
        coupa.faults()
                .inject(FaultRule.of(Fault.of(body))
                        .when(request -> request.query("dir").orElse("").equals("asc"))
                        .when(request -> request.query("id[gt]").orElse("").equals("50"))
                        .times(1));

        // when
        TaskEvent receipt = run(RunMode.FULL);

        // then
        assertThat(receipt.type()).as("%s", receipt).isEqualTo(Type.COMPLETED);
        assertThat(publishedIds()).doesNotHaveDuplicates().hasSize(USERS);
    }

    private static InstanceSpec users() {
        return InstanceSpec.defaults()
                .users(USERS)
                .expenseLines(0)
                .firstIds(1, 1, 1)
                .idGap(1);
    }

    private static List<Long> ids(int from, int to) {
        return IntStream.rangeClosed(from, to).mapToObj(Long::valueOf).toList();
    }

    private static Fault withOddIds(String json, List<Long> records) {
        Fault fault = Fault.of(FaultBody.REAL);
        for (Long record : records) {
            fault = fault.andOddId(record, json);
        }
        return fault;
    }

    private TaskEvent run(RunMode mode) {
        return platform.outcome(platform.run(tenant, mode), SOON);
    }

    private List<Long> removed() {
        List<Long> removed = new ArrayList<>();
        for (TopicRecord record : platform.records(tenant)) {
            DiscoveredUser user = record.as(DiscoveredUser.class);
            if (user.change() == Change.REMOVED) {
                removed.add(user.userId());
            }
        }
        return removed;
    }

    private List<String> keys() {
        return letters().map(TopicRecord::key).toList();
    }

    private List<QuarantinedRecord> quarantine() {
        return letters().map(record -> record.as(QuarantinedRecord.class)).toList();
    }

    private Stream<TopicRecord> letters() {
        return TopicReader.readAll(bootstrapServers, ApplicationRoster.TASK.quarantineTopic()).stream()
                .filter(record -> record.key().startsWith(tenant + "/"));
    }
}
