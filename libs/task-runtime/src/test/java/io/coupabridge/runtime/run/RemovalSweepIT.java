package io.coupabridge.runtime.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.coupabridge.budget.BudgetException;
import io.coupabridge.client.failure.RetryDelays;
import io.coupabridge.client.failure.UnavailableException;
import io.coupabridge.client.http.Page;
import io.coupabridge.client.http.Resource;
import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.Change;
import io.coupabridge.contracts.DiscoveredUser;
import io.coupabridge.contracts.ErrorCode;
import io.coupabridge.contracts.RunMode;
import io.coupabridge.contracts.TaskEvent.WaitReason;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.publication.PublicationStream;
import io.coupabridge.runtime.handler.MappedPage;
import io.coupabridge.runtime.handler.MappedPage.Found;
import io.coupabridge.runtime.handler.PageMapper;
import io.coupabridge.runtime.handler.Pass;
import io.coupabridge.runtime.handler.RunScope;
import io.coupabridge.runtime.ledger.Position;
import io.coupabridge.runtime.ledger.Position.Held;
import io.coupabridge.runtime.ledger.Run;
import io.coupabridge.runtime.ledger.SweepStore.Seen;
import io.coupabridge.simulator.CoupaInstance;
import io.coupabridge.simulator.InstanceSpec;
import io.coupabridge.simulator.fault.Fault;
import io.coupabridge.simulator.fault.FaultBody;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The end of a full run over 400 users that were all published before, of whom its lists have not shown some. */
@Timeout(120)
class RemovalSweepIT extends SimulatedCoupaTest {

    private static final int USERS = 400;
    private static final int CEILING = 200;

    /** Two batches to ask for, and two to remove. */
    private static final int SOME = 60;

    /** More than a fifth. */
    private static final int VERY_MANY = 100;

    private static final PageMapper IDS = (page, scope) -> PageMapper.Draft.of(users(page, scope));
    private static final Pass PASS = new Pass(
                    "users", new Resource("/api/users", "[\"id\"]", Set.of("id")), List.of(), IDS)
            .sweeping(new Pass.Sweep(null, IDS));

    private static LedgerBed ledger;

    private CoupaInstance coupa;
    private List<Long> ids;
    private PublicationStream stream;

    @BeforeAll
    static void makeLedger() {
        ledger = new LedgerBed();
    }

    @AfterAll
    static void closeLedger() {
        ledger.close();
    }

    @BeforeEach
    void connect() {
        coupa = coupa(InstanceSpec.defaults().users(USERS));
        ids = coupa.data().users().ids();
        stream = ledger.open(tenant);
    }

    @AfterEach
    void closeStream() {
        stream.close();
    }

    @Test
    void what_coupa_lacks_is_published_as_removed_and_what_it_still_shows_is_not() throws Exception {
        // given
        Run run = runThatMissed(ids.subList(0, 3));
        delete(ids.subList(0, 2));

        // when
        Run swept = sweep(run).run();

        // then
        assertThat(removed()).containsExactlyElementsOf(ids.subList(0, 2));
        assertThat(ledger.published(tenant).stream().skip(USERS))
                .extracting(DiscoveredUser::change, DiscoveredUser::version)
                .containsOnly(tuple(Change.REMOVED, 2L));
        assertThat(swept.progress().recordsRemoved()).isEqualTo(2);
        assertThat(missing()).isZero();
    }

    @Test
    void is_not_asked_for_again_by_the_next_sweep() throws Exception {
        // given
        Run run = runThatMissed(ids.subList(0, 3));
        delete(ids.subList(0, 2));
        Run swept = sweep(run).run();
        long asked = coupa.log().apiCount();

        // when
        sweep(swept);

        // then
        assertThat(coupa.log().apiCount()).isEqualTo(asked);
        assertThat(removed()).hasSize(2);
    }

    @Test
    void a_sweep_of_which_nothing_is_missing_asks_for_nothing() throws Exception {
        // given
        Run run = runThatMissed(List.of());

        // when
        ActiveRun active = sweep(run);

        // then
        assertThat(active.goesOn()).isTrue();
        assertThat(coupa.log().apiCount()).isZero();
    }

    @Test
    void nothing_is_removed_before_everything_was_asked_for() throws Exception {
        // given
        Run run = runThatMissed(ids.subList(0, SOME));
        delete(ids.subList(0, SOME));

        // when
        ActiveRun active = sweepUntilTheFirstRequest(run);

        // then
        assertThat(active.pause()).isPresent();
        assertThat(coupa.log().apiCount()).isEqualTo(1);
        assertThat(removed()).isEmpty();
        assertThat(missing()).isEqualTo(SOME);
    }

    @Test
    void a_sweep_that_paused_asks_for_the_rest_only() throws Exception {
        // given
        Run run = runThatMissed(ids.subList(0, SOME));
        delete(ids.subList(0, SOME));
        sweepUntilTheFirstRequest(run);

        // when
        sweep(elsewhere(run));

        // then
        assertThat(askedFor()).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(ids.subList(0, SOME));
        assertThat(removed()).containsExactlyElementsOf(ids.subList(0, SOME));
    }

    /** Two of them ask, and two remove. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void another_worker_goes_on_where_one_has_stopped(int steps) throws Exception {
        // given
        Run run = runThatMissed(ids.subList(0, SOME));
        delete(ids.subList(0, SOME));
        take(steps, run);

        // when
        sweep(elsewhere(run));

        // then
        assertThat(removed()).containsExactlyElementsOf(ids.subList(0, SOME));
        assertThat(ledger.find(run).progress().recordsRemoved()).isEqualTo(SOME);
    }

    @Test
    void a_coupa_that_refuses_removes_nothing_and_the_run_fails() throws Exception {
        // given
        Run run = runThatMissed(ids.subList(0, 2));
        delete(ids.subList(0, 2));
        coupa.faults().always(Fault.status(403));

        // when
        Run failed = sweep(run).run();

        // then
        assertThat(failed.failure().code()).isEqualTo(ErrorCode.FORBIDDEN);
        assertThat(removed()).isEmpty();
        assertThat(missing()).isEqualTo(2);
    }

    @Test
    void a_coupa_that_refuses_the_token_removes_nothing_and_the_run_waits_for_another() throws Exception {
        // given
        Run run = runThatMissed(ids.subList(0, 2));
        delete(ids.subList(0, 2));
        coupa.faults().always(Fault.status(401));

        // when
        ActiveRun active = sweep(run);

        // then
        assertThat(active.pause()).isPresent();
        assertThat(ledger.find(run).waiting().reason()).isEqualTo(WaitReason.TOKEN_REJECTED);
        assertThat(removed()).isEmpty();
    }

    @Test
    void an_answer_that_shows_nothing_at_all_proves_nothing_gone() throws Exception {
        // given
        Run run = runThatMissed(ids.subList(0, 2));
        delete(ids.subList(0, 1));
        coupa.faults().next(Fault.of(FaultBody.EMPTY_ARRAY));

        // when
        sweep(run);

        // then
        assertThat(coupa.log().apiCount()).isEqualTo(2);
        assertThat(removed()).containsExactly(ids.get(0));
    }

    @Test
    void suspiciously_many_are_not_removed_nor_asked_for() throws Exception {
        // given
        Run run = runThatMissed(ids.subList(0, VERY_MANY));
        delete(ids.subList(0, VERY_MANY));

        // when
        Run failed = sweep(run).run();

        // then
        assertThat(failed.failure().code()).isEqualTo(ErrorCode.SUSPICIOUS_SHRINK);
        assertThat(failed.failure().message()).contains(VERY_MANY + " of the " + USERS);
        assertThat(coupa.log().apiCount()).isZero();
        assertThat(removed()).isEmpty();
    }

    @Test
    void suspiciously_many_are_removed_when_the_command_accepts_it() throws Exception {
        // given
        Run run = runThatMissed(queued(true), ids.subList(0, VERY_MANY));
        delete(ids.subList(0, VERY_MANY));

        // when
        Run swept = sweep(run).run();

        // then
        assertThat(swept.finished()).isFalse();
        assertThat(removed()).containsExactlyElementsOf(ids.subList(0, VERY_MANY));
    }

    @Test
    void nothing_is_removed_when_a_row_that_nobody_can_name_may_be_what_is_missing() throws Exception {
        // given
        Run met = runThatMissed(ids.subList(0, 2));
        Run run = met.advanced(met.position().metUnnamed(1), met.progress());
        delete(ids.subList(0, 2));

        // when
        ActiveRun active = sweep(run);

        // then
        assertThat(active.goesOn()).isTrue();
        assertThat(coupa.log().apiCount()).isZero();
        assertThat(removed()).isEmpty();
    }

    private Run queued(boolean acceptRemovals) {
        Instant deadline = Instant.now().plus(Duration.ofHours(1));
        return ledger.queued(tenant, RunMode.FULL, deadline, acceptRemovals);
    }

    private Run runThatMissed(List<Long> missing) {
        return runThatMissed(queued(false), missing);
    }

    /** It has published all users, and its lists then showed all but these. */
    private Run runThatMissed(Run queued, List<Long> missing) {
        PagePublisher publisher = ledger.outcomes(stream).publisher();
        Run run = ledger.running(queued, Position.START.holding(new Held(USERS, 0)));
        List<Long> shown = ids.stream().filter(id -> !missing.contains(id)).toList();
        long last = ids.get(ids.size() - 1);
        MappedPage everybody = users(tenant, ids);
        run = publisher.publish(run, List.of(EncodedPage.of(everybody)), run.position(), List.of());
        List<Seen> seen = List.of(new Seen(0, last, shown, shown, null));
        run = publisher.publish(run, List.of(EncodedPage.NOTHING), run.position(), seen);
        stream.settle();
        return run;
    }

    private ActiveRun sweep(Run run) throws InterruptedException {
        SweepScope scope = scope();
        ActiveRun active = new ActiveRun(run, session(run), ledger.outcomes(stream));
        FailurePolicy policy = new FailurePolicy(
                ApplicationRoster.TASK,
                ledger.setup.config.run().attempts(),
                new RetryDelays(new Random(1)),
                ledger.setup.clock);
        new Sweeping(active, bed.control(active), policy, new OutsideWindow(scope), new RemovalSweep(scope)).sweep();
        stream.settle();
        return active;
    }

    /** So many steps, and not the next. */
    private void take(int steps, Run run) {
        RemovalSweep removal = new RemovalSweep(scope());
        CoupaSession session = session(run);
        Run reached = run;
        for (int taken = 0; taken < steps; ) {
            try {
                reached = removal.step(reached, session).orElseThrow();
                taken++;
            } catch (BudgetException | UnavailableException e) {
                // a busy machine misses slots
            }
        }
        session.close();
    }

    private SweepScope scope() {
        return ledger.sweep(stream, PASS);
    }

    private CoupaSession session(Run run) {
        return bed.sessions.open(ActiveRun.scopeOf(run), granted(coupa, CEILING), lastMove -> false);
    }

    /** The run as another worker finds it, which has taken its stream over. */
    private Run elsewhere(Run run) {
        stream.close();
        stream = ledger.open(tenant);
        return ledger.find(run);
    }

    /** Its replica is to stop then. */
    private ActiveRun sweepUntilTheFirstRequest(Run run) throws InterruptedException {
        CoupaInstance.Subscription stop = coupa.onRequest(request -> bed.stopped |= request.isApi());
        try {
            return sweep(run);
        } finally {
            stop.close();
            bed.stopped = false;
        }
    }

    private void delete(List<Long> gone) {
        gone.forEach(coupa.data().users()::delete);
    }

    /** The ids of the users whom Coupa was asked for, but for those who are known to be there. */
    private List<Long> askedFor() {
        List<Long> asked = new ArrayList<>();
        coupa.log()
                .apiRequests()
                .forEach(request -> Stream.of(
                                request.query("id[in]").orElseThrow().split(","))
                        .map(Long::valueOf)
                        .filter(ids.subList(0, SOME)::contains)
                        .forEach(asked::add));
        return asked;
    }

    private List<Long> removed() {
        return ledger.published(tenant).stream()
                .filter(user -> user.change() == Change.REMOVED)
                .map(DiscoveredUser::userId)
                .toList();
    }

    private long missing() {
        return ledger.runLedger.sweeps.missing(tenant).total();
    }

    private static MappedPage users(Page page, RunScope scope) {
        return users(
                scope.tenant(),
                page.records().stream().map(row -> row.get("id").longValue()).toList());
    }

    private static MappedPage users(TenantId tenant, List<Long> ids) {
        return new MappedPage(
                ids.stream().map(id -> Found.inItsOwnRow(user(tenant, id))).toList(), List.of(), List.of(), Set.of());
    }

    private static DiscoveredUser user(TenantId tenant, long id) {
        return LedgerBed.user(tenant, id, "user-" + id);
    }
}
