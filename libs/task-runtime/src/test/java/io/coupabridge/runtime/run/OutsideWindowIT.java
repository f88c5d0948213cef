package io.coupabridge.runtime.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.coupabridge.budget.BudgetException;
import io.coupabridge.client.failure.UnavailableException;
import io.coupabridge.client.http.Resource;
import io.coupabridge.contracts.ErrorCode;
import io.coupabridge.contracts.RunMode;
import io.coupabridge.contracts.TaskEvent.Failure;
import io.coupabridge.publication.PublicationStream;
import io.coupabridge.runtime.handler.MappedPage;
import io.coupabridge.runtime.handler.PageMapper;
import io.coupabridge.runtime.handler.Pass;
import io.coupabridge.runtime.handler.RunScope;
import io.coupabridge.runtime.ledger.Position;
import io.coupabridge.runtime.ledger.Position.Outside;
import io.coupabridge.runtime.ledger.Run;
import io.coupabridge.runtime.ledger.SweepStore;
import io.coupabridge.runtime.publication.Publication;
import io.coupabridge.simulator.CoupaInstance;
import io.coupabridge.simulator.InstanceSpec;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A ledger with very many records outside the window of a full run. */
@Timeout(600)
class OutsideWindowIT extends SimulatedCoupaTest {

    private static final int OUTSIDE = 100_000;
    private static final int A_FIFTH = OUTSIDE / 5;

    /** The others of a request's fifty are known to be there. */
    private static final int ASKED_TOGETHER = 47;

    /** The broker and Coupa are fast here, and the ceiling is not what is tested. */
    private static final int CEILING = 2_000;

    private static final LocalDate SINCE = LocalDate.of(2026, 9, 1);
    private static final PageMapper UNCHANGED = (page, scope) -> PageMapper.Draft.of(MappedPage.NOTHING);
    private static final Pass PASS = new Pass(
                    "users", new Resource("/api/users", "[\"id\"]", Set.of("id")), List.of(), UNCHANGED)
            .sweeping(new Pass.Sweep(SINCE, UNCHANGED));

    private static LedgerBed ledger;

    private PublicationStream stream;
    private CoupaInstance coupa;
    private List<Long> old;

    @BeforeAll
    static void makeLedger() {
        ledger = new LedgerBed();
    }

    @AfterAll
    static void closeLedger() {
        ledger.close();
    }

    @BeforeEach
    void knowVeryManyOldRecords() {
        stream = ledger.open(tenant);
        coupa = coupa(InstanceSpec.defaults().users(OUTSIDE + 3));
        List<Long> ids = coupa.data().users().ids();
        old = ids.subList(0, OUTSIDE);
        know(old, SINCE.minusDays(1));
        know(ids.subList(OUTSIDE, OUTSIDE + 3), SINCE);
    }

    @AfterEach
    void closeStream() {
        stream.close();
    }

    @Test
    void none_one_or_a_fifth_of_very_many_records_outside_the_window_are_gone() {
        // given
        old.subList(0, A_FIFTH).forEach(coupa.data().users()::delete);

        // when
        Run refused = askForAll(begin());

        // then: no more are asked for than it takes to know, and nothing is removed
        int batches = (A_FIFTH + ASKED_TOGETHER - 1) / ASKED_TOGETHER;
        long shown = (long) batches * ASKED_TOGETHER - A_FIFTH;
        assertThat(refused.position().outside())
                .extracting(Outside::records, Outside::answered, Outside::unasked)
                .containsExactly(A_FIFTH + shown, shown, null);
        assertThat(objection(refused))
                .hasValueSatisfying(failure -> assertThat(failure.code()).isEqualTo(ErrorCode.SUSPICIOUS_SHRINK));

        // when all but one are there again
        old.subList(1, A_FIFTH)
                .forEach(id -> coupa.data()
                        .users()
                        .insert(JsonNodeFactory.instance.objectNode().put("id", id)));
        Run one = askForAll(begin());

        // then: all are asked for that were not shown, with few requests
        assertThat(one.position().outside())
                .extracting(Outside::records, Outside::answered)
                .containsExactly(OUTSIDE - shown, OUTSIDE - shown - 1);
        assertThat(one.position().outside().requests()).isBetween(OUTSIDE / 50L, OUTSIDE * 21L / 20 / ASKED_TOGETHER);
        assertThat(objection(one)).isEmpty();
        assertThat(prove(one).progress().recordsRemoved()).isEqualTo(1);

        // when none is gone
        Run none = askForAll(begin());

        // then
        assertThat(none.position().outside()).isNull();
        assertThat(objection(none)).isEmpty();
    }

    private void know(List<Long> ids, LocalDate day) {
        ledger.database.update("""
                insert into record (tenant, id, hash, version, row_id, day)
                select ?, id, '', 1, id, ? from unnest(?) as given (id)
                """, tenant.value(), day, ids.toArray(Long[]::new));
    }

    private Run begin() {
        Run run = ledger.running(tenant, Position.START.holding(ledger.runLedger.sweeps.held(tenant, SINCE)));
        stream.publish(() -> new Publication().sweep(SweepStore.Change.BEGIN));
        return run;
    }

    private Run askForAll(Run run) {
        OutsideWindow outside = new OutsideWindow(sweep());
        return toTheEnd(run, outside::step);
    }

    private Run prove(Run run) {
        RemovalSweep removal = new RemovalSweep(sweep());
        return toTheEnd(run, removal::step);
    }

    private Optional<Failure> objection(Run run) {
        return new RemovalSweep(sweep()).objection(run);
    }

    private SweepScope sweep() {
        return ledger.sweep(stream, PASS);
    }

    private interface Step {
        Optional<Run> take(Run run, CoupaSession session);
    }

    private Run toTheEnd(Run begun, Step step) {
        RunScope scope = new RunScope(tenant, RunMode.FULL, null, begun.startedAt(), begun.startedAt());
        CoupaSession session = bed.sessions.open(scope, granted(coupa, CEILING), lastMove -> false);
        Run run = begun;
        Optional<Run> next = Optional.of(run);
        while (next.isPresent()) {
            run = next.get();
            try {
                next = step.take(run, session);
            } catch (BudgetException | UnavailableException e) {
                // a busy machine misses slots
                next = Optional.of(run);
            }
        }
        return run;
    }
}
