package io.coupabridge.roster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.Change;
import io.coupabridge.contracts.DiscoveredUser;
import io.coupabridge.contracts.ErrorCode;
import io.coupabridge.contracts.RunMode;
import io.coupabridge.contracts.TaskCommand;
import io.coupabridge.contracts.TaskCommand.Kind;
import io.coupabridge.contracts.TaskEvent;
import io.coupabridge.contracts.TaskEvent.Type;
import io.coupabridge.simulator.InstanceSpec;
import io.coupabridge.simulator.fault.Fault;
import io.coupabridge.simulator.fault.FaultRule;
import io.coupabridge.testing.scenario.Platform;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Removal only on proof: promise 12. */
@QuarkusTest
@Timeout(180)
class RemovalIT extends RosterTest {

    @Test
    void reports_who_is_gone_when_a_full_run_has_looked_for_them() {
        // given
        connect(InstanceSpec.defaults().users(230));
        run(RunMode.FULL);
        List<Long> gone = coupa.data().users().sample(5, 1);
        gone.forEach(coupa.data().users()::delete);

        // when
        TaskEvent receipt = run(RunMode.FULL);

        // then
        assertThat(receipt.progress().recordsRemoved()).isEqualTo(5);
        assertHoldsTruth(receipt);
        assertThat(gone).allSatisfy(id -> {
            DiscoveredUser last = latest(id);
            assertThat(last.change()).isEqualTo(Change.REMOVED);
            assertThat(last.version()).isEqualTo(2);
            assertThat(last.email()).isNull();
        });
    }

    @Test
    void reports_a_removal_once() {
        // given
        connect(InstanceSpec.defaults().users(60));
        run(RunMode.FULL);
        coupa.data().users().sample(2, 1).forEach(coupa.data().users()::delete);
        run(RunMode.FULL);

        // when
        TaskEvent receipt = run(RunMode.FULL);

        // then
        assertThat(receipt.progress().recordsRemoved()).isZero();
        assertHoldsTruth(receipt);
    }

    /** The part of a tenant's first run behind its pause looks for what is missing, the part before it does not. */
    @Test
    void reports_who_went_while_the_first_run_paused_when_the_next_one_has_looked_for_them() {
        // given
        connect(InstanceSpec.defaults().users(400));
        coupa.faults().nth(5, Fault.throttled().retryAfter(Duration.ofSeconds(5)));
        UUID first = platform.run(tenant, RunMode.FULL);
        platform.awaitEvent(first, Type.WAITING, SOON);
        long gone = published().get(0).as(DiscoveredUser.class).userId();
        coupa.data().users().delete(gone);
        TaskEvent receiptOfTheFirst = platform.outcome(first, SOON);

        // when
        TaskEvent receipt = run(RunMode.FULL);

        // then
        assertThat(receiptOfTheFirst.progress().recordsRemoved()).isZero();
        assertThat(receipt.progress().recordsRemoved()).isEqualTo(1);
        assertThat(latest(gone).change()).isEqualTo(Change.REMOVED);
        assertHoldsTruth(receipt);
    }

    @Test
    void finds_the_newest_and_the_oldest_gone() {
        // given
        connect(InstanceSpec.defaults().users(100));
        run(RunMode.FULL);
        List<Long> ids = coupa.data().users().ids();
        coupa.data().users().delete(ids.get(0));
        coupa.data().users().delete(ids.get(99));

        // when
        TaskEvent receipt = run(RunMode.FULL);

        // then
        assertThat(receipt.progress().recordsRemoved()).isEqualTo(2);
        assertHoldsTruth(receipt);
    }

    @Test
    void takes_a_change_window_for_no_proof() {
        // given
        connect(InstanceSpec.defaults().users(60));
        run(RunMode.FULL);
        coupa.data().users().sample(2, 1).forEach(coupa.data().users()::delete);
        Platform.awaitNextSecond();

        // when
        TaskEvent receipt = run(RunMode.INCREMENTAL);

        // then
        assertThat(receipt.type()).isEqualTo(Type.COMPLETED);
        assertThat(receipt.progress().recordsRemoved()).isZero();
    }

    @Test
    void removes_nothing_and_says_so_when_suspiciously_much_is_gone() {
        // given
        connect(InstanceSpec.defaults().users(120));
        run(RunMode.FULL);
        coupa.data().users().sample(40, 1).forEach(coupa.data().users()::delete);

        // when
        TaskEvent outcome = run(RunMode.FULL);

        // then
        assertThat(outcome.type()).isEqualTo(Type.FAILED);
        assertThat(outcome.failure().code()).isEqualTo(ErrorCode.SUSPICIOUS_SHRINK);
        assertThat(outcome.failure().message()).contains("40 of the 120", "acceptRemovals");
        assertThat(published()).hasSize(120);
    }

    @Test
    void removes_much_when_somebody_vouches_for_it() {
        // given
        connect(InstanceSpec.defaults().users(120));
        run(RunMode.FULL);
        coupa.data().users().sample(70, 1).forEach(coupa.data().users()::delete);
        run(RunMode.FULL);

        // when
        TaskEvent receipt = platform.outcome(platform.command(acceptingRemovals()), SOON);

        // then
        assertThat(receipt.progress().recordsRemoved()).isEqualTo(70);
        assertHoldsTruth(receipt);
    }

    @Test
    void takes_an_empty_answer_for_no_empty_company() {
        // given
        connect(InstanceSpec.defaults().users(4));
        run(RunMode.FULL);
        coupa.faults().always(Fault.status(200).text("application/json", "[]"));

        // when
        TaskEvent outcome = run(RunMode.FULL);

        // then
        assertThat(outcome.failure().code()).isEqualTo(ErrorCode.SUSPICIOUS_SHRINK);
        assertThat(published()).hasSize(4);
    }

    @Test
    void asks_by_id_before_it_believes_a_page_that_leaves_somebody_out() {
        // given
        connect(InstanceSpec.defaults().users(30));
        run(RunMode.FULL);
        List<ObjectNode> users = coupa.data().users().list();
        ArrayNode page = JsonNodeFactory.instance.arrayNode();
        users.stream().filter(user -> user != users.get(12)).forEach(page::add);
        FaultRule leavesOut = coupa.faults()
                .inject(FaultRule.of(Fault.status(200).text("application/json", page.toString()))
                        .when(request -> request.query("dir").equals(Optional.of("asc"))
                                && request.query("id[gt]").equals(Optional.of("0"))));

        // when
        TaskEvent receipt = run(RunMode.FULL);

        // then
        assertThat(leavesOut.struckCount()).isEqualTo(1);
        assertThat(receipt.progress().recordsRemoved()).isZero();
        assertHoldsTruth(receipt);
    }

    @Test
    void finds_who_is_there_although_pages_are_short() {
        // given
        connect(InstanceSpec.defaults().users(200));
        run(RunMode.FULL);
        coupa.data().users().sample(9, 4).forEach(coupa.data().users()::delete);
        coupa.switches().shortPages(600);

        // when
        TaskEvent receipt = run(RunMode.FULL);

        // then
        assertThat(receipt.progress().recordsRemoved()).isEqualTo(9);
        assertHoldsTruth(receipt);
    }

    @Test
    void believes_no_proof_that_lacks_what_was_there_a_moment_ago() {
        // given
        connect(InstanceSpec.defaults().users(100));
        run(RunMode.FULL);
        coupa.data().users().sample(3, 4).forEach(coupa.data().users()::delete);
        FaultRule empty = coupa.faults()
                .inject(FaultRule.of(Fault.status(200).text("application/json", "[]"))
                        .when(request -> request.query("id[in]").isPresent())
                        .times(2));

        // when
        TaskEvent receipt = run(RunMode.FULL);

        // then
        assertThat(empty.struckCount()).isEqualTo(2);
        assertThat(receipt.progress().recordsRemoved()).isEqualTo(3);
        assertHoldsTruth(receipt);
    }

    @Test
    void measures_the_shrink_by_who_was_known_before_the_run() {
        // given
        connect(InstanceSpec.defaults().users(40));
        run(RunMode.FULL);
        coupa.data().users().ids().forEach(coupa.data().users()::delete);
        coupa.data().users().insert(300);

        // when
        TaskEvent outcome = run(RunMode.FULL);

        // then
        assertThat(outcome.failure().code()).isEqualTo(ErrorCode.SUSPICIOUS_SHRINK);
        assertThat(outcome.failure().message()).contains("40 of the 40");
    }

    @Test
    void forgets_what_a_failed_run_missed() {
        // given
        connect(InstanceSpec.defaults().users(60));
        run(RunMode.FULL);
        FaultRule empty = coupa.faults().always(Fault.status(200).text("application/json", "[]"));
        run(RunMode.FULL);
        empty.remove();

        // when
        TaskEvent receipt = run(RunMode.FULL);

        // then
        assertThat(receipt.progress().recordsRemoved()).isZero();
        assertHoldsTruth(receipt);
    }

    @Test
    void waits_when_it_is_throttled_while_it_looks_for_the_proof() {
        // given
        connect(InstanceSpec.defaults().users(100));
        run(RunMode.FULL);
        coupa.data().users().sample(3, 4).forEach(coupa.data().users()::delete);
        coupa.faults()
                .inject(FaultRule.of(Fault.throttled().retryAfter(Duration.ofSeconds(4)))
                        .when(request -> request.query("id[in]").isPresent())
                        .times(1));

        // when
        List<TaskEvent> events = platform.awaitOutcome(platform.run(tenant, RunMode.FULL), SOON);

        // then
        assertThat(events)
                .extracting(TaskEvent::type)
                .containsExactly(Type.ACCEPTED, Type.STARTED, Type.WAITING, Type.COMPLETED);
        assertHoldsTruth(events.get(3));
    }

    @Test
    void removes_nothing_when_the_proof_cannot_be_had() {
        // given
        connect(InstanceSpec.defaults().users(100));
        run(RunMode.FULL);
        coupa.data().users().sample(3, 4).forEach(coupa.data().users()::delete);
        coupa.faults()
                .inject(FaultRule.of(Fault.status(403))
                        .when(request -> request.query("id[in]").isPresent()));

        // when
        TaskEvent outcome = run(RunMode.FULL);

        // then
        assertThat(outcome.failure().code()).isEqualTo(ErrorCode.FORBIDDEN);
        assertThat(published()).hasSize(100);
    }

    private TaskCommand acceptingRemovals() {
        return new TaskCommand(
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
                "a test",
                null);
    }
}
