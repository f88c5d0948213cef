package io.coupabridge.runtime.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.coupabridge.budget.BudgetException;
import io.coupabridge.budget.BudgetUnavailableException;
import io.coupabridge.client.address.BaseUrl;
import io.coupabridge.client.failure.RequiredFieldHiddenException;
import io.coupabridge.client.failure.ThrottledException;
import io.coupabridge.client.failure.UnauthorizedException;
import io.coupabridge.client.failure.UnavailableException;
import io.coupabridge.client.failure.UnexpectedResponseException;
import io.coupabridge.client.failure.UnexpectedResponseException.Kind;
import io.coupabridge.client.http.Filter;
import io.coupabridge.client.http.OddRow;
import io.coupabridge.client.http.PageRequest;
import io.coupabridge.client.http.Resource;
import io.coupabridge.contracts.RunMode;
import io.coupabridge.runtime.connection.Access.Granted;
import io.coupabridge.runtime.handler.RunScope;
import io.coupabridge.simulator.CoupaInstance;
import io.coupabridge.simulator.InstanceSpec;
import io.coupabridge.simulator.fault.Fault;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is asked for while somebody waits for the answer: by mappers, and by the run's own thread. */
class CoupaSessionIT extends SimulatedCoupaTest {

    /** Less than a request may take, and than a silence lasts. */
    private static final Duration SOON_ENOUGH = Duration.ofSeconds(4);

    /** More than any Coupa allows: two hundred pages are soon read. */
    private static final int CEILING = 100;

    /** So few slots that a second holds hardly more than one. */
    private static final int SLOW = 2;

    private static final Resource USERS = new Resource("/api/users", "[\"id\"]", Set.of("id"));
    private static final List<Filter> CHANGED_EVER = List.of(Filter.gtOrEq("updated_at", Instant.EPOCH));

    /** For whoever waits: from Java 25 on the common pool has one thread where there are two cores. */
    private final ExecutorService threads = Executors.newCachedThreadPool();

    private volatile boolean inVain;
    private volatile boolean enough;

    @AfterEach
    void endThreads() {
        threads.shutdownNow();
    }

    @Test
    void a_mapper_does_not_wait_for_an_answer_when_its_run_has_left() {
        // given
        CoupaInstance coupa = coupa(InstanceSpec.defaults().users(10));
        coupa.faults().always(Fault.hang(SOON));
        CoupaSession session = session(coupa);
        CompletableFuture<List<ObjectNode>> fetched = fetchAll(session);
        await().atMost(SOON).until(() -> coupa.log().apiCount() == 1);

        // when
        session.close();

        // then
        assertThat(fetched).failsWithin(SOON_ENOUGH).withThrowableThat().withMessageContaining("goes on elsewhere");
    }

    @Test
    void a_mapper_does_not_wait_for_an_answer_that_its_run_has_given_up() {
        // given
        CoupaInstance coupa = coupa(InstanceSpec.defaults().users(10));
        coupa.faults().always(Fault.hang(SOON));
        CoupaSession session = session(coupa);
        CompletableFuture<List<ObjectNode>> fetched = fetchAll(session);
        await().atMost(SOON).until(() -> coupa.log().apiCount() == 1);

        // when
        session.awaited().giveUp();

        // then
        assertThat(fetched)
                .failsWithin(SOON_ENOUGH)
                .withThrowableThat()
                .havingCause()
                .isInstanceOf(CancellationException.class);
        assertThat(session.awaited().awaitsAnswers()).isFalse();
    }

    @Test
    void a_mapper_does_not_wait_for_a_slot_when_its_run_has_left() {
        // given
        CoupaInstance coupa = coupa(InstanceSpec.defaults().users(10));
        CoupaSession session = session(coupa);
        session.requests()
                .throttled(new ThrottledException("Coupa asks for silence.", Optional.of(Duration.ofSeconds(25))));
        CompletableFuture<List<ObjectNode>> fetched = fetchAll(session);
        assertThatThrownBy(() -> fetched.get(1, TimeUnit.SECONDS)).isInstanceOf(TimeoutException.class);

        // when
        session.close();

        // then
        assertThat(fetched).failsWithin(SOON_ENOUGH).withThrowableThat().withMessageContaining("goes on elsewhere");
        assertThat(coupa.log().apiCount()).isZero();
    }

    @Test
    void a_mapper_gets_its_slots_although_others_take_every_slot_that_they_can() throws Exception {
        // given
        CoupaInstance coupa = coupa(InstanceSpec.defaults().users(10));
        CompletableFuture<Void> others = CompletableFuture.runAsync(() -> reserveAgainAndAgain(coupa), threads);

        // when: again if the database was too slow for it, as a run asks again later
        try {
            AtomicInteger tries = new AtomicInteger();
            List<ObjectNode> fetched = await().atMost(SOON)
                    .ignoreExceptionsMatching(e -> e.getCause() instanceof BudgetUnavailableException)
                    .until(
                            () -> {
                                tries.incrementAndGet();
                                return fetchAll(session(coupa, SLOW)).get();
                            },
                            Objects::nonNull);

            // then
            assertThat(fetched).hasSize(10);
            assertThat(tries).hasValueLessThanOrEqualTo(2);
        } finally {
            enough = true;
            others.get();
        }
    }

    @Test
    void a_mapper_sends_nothing_with_a_token_that_ended_while_it_waited_for_a_slot() {
        // given
        CoupaInstance coupa = coupa(InstanceSpec.defaults().users(10));
        CoupaSession session = session(coupa, granted(coupa, 1, Instant.now().plusSeconds(3)));
        session.requests()
                .throttled(new ThrottledException("Coupa asks for silence.", Optional.of(Duration.ofSeconds(4))));

        // when
        CompletableFuture<List<ObjectNode>> fetched = fetchAll(session);

        // then
        assertThat(fetched)
                .failsWithin(SOON)
                .withThrowableThat()
                .havingCause()
                .isInstanceOf(ExpiredTokenException.class);
        assertThat(coupa.log().apiCount()).isZero();
    }

    @Test
    void a_mapper_sends_the_token_that_came_while_it_waited_for_a_slot() {
        // given
        CoupaInstance coupa = coupa(InstanceSpec.defaults().users(10));
        CoupaSession session = session(coupa, granted(coupa, 1, Instant.now().plusSeconds(3)));
        session.requests()
                .throttled(new ThrottledException("Coupa asks for silence.", Optional.of(Duration.ofSeconds(4))));
        CompletableFuture<List<ObjectNode>> fetched = fetchAll(session);
        Granted successor = granted(coupa, 2, Instant.now().plusSeconds(3_600));

        // when
        session.use(successor);

        // then
        assertThat(fetched).succeedsWithin(SOON).asInstanceOf(LIST).hasSize(10);
        assertThat(coupa.log().apiRequests())
                .extracting(request -> request.headers().get("authorization"))
                .containsOnly("Bearer " + successor.token().reveal());
    }

    @Test
    void nothing_more_is_sent_with_a_token_that_coupa_has_refused() {
        // given
        CoupaInstance coupa = coupa(InstanceSpec.defaults().users(10));
        CoupaSession session = session(coupa);
        coupa.faults().always(Fault.status(401));
        assertThat(fetchAll(session)).failsWithin(SOON);

        // when
        CompletableFuture<List<ObjectNode>> another = fetchAll(session);

        // then
        assertThat(another)
                .failsWithin(SOON)
                .withThrowableThat()
                .havingCause()
                .isInstanceOf(UnauthorizedException.class);
        assertThat(coupa.log().apiCount()).isEqualTo(1);
    }

    @Test
    void a_late_refusal_of_what_was_sent_before_the_token_is_tried_again_keeps_nothing_back() {
        // given
        CoupaInstance coupa = coupa(InstanceSpec.defaults().users(10));
        coupa.faults().next(Fault.status(401).after(Duration.ofSeconds(1)));
        CoupaSession session = session(coupa);
        CompletableFuture<List<ObjectNode>> early = fetchAll(session);
        await().atMost(SOON).until(() -> coupa.log().apiCount() == 1);

        // when
        session.token().tryAgain();

        // then
        assertThat(early).failsWithin(SOON);
        assertThat(fetchAll(session)).succeedsWithin(SOON).asInstanceOf(LIST).hasSize(10);
    }

    @Test
    void a_look_up_of_a_single_record_that_lacks_a_key_shows_it_as_odd_and_not_as_hidden() {
        // given
        CoupaInstance coupa = coupa(InstanceSpec.defaults().users(10));
        long id = coupa.data().users().ids().get(3);
        coupa.faults().always(Fault.missingKeys("email").onlyOf(id));
        Resource users = new Resource("/api/users", "[\"id\",\"email\"]", Set.of("email"));

        // when
        Lookups.Rows rows = session(coupa).mapperLookups().find(users, List.of(Filter.in("id", List.of(id))));

        // then
        assertThat(rows.records()).isEmpty();
        assertThat(rows.odd()).extracting(OddRow::id).containsExactly(id);
    }

    @Test
    void a_look_up_of_a_single_record_whose_key_is_hidden_leaves_nothing_to_find_out() {
        // given
        CoupaInstance coupa = coupa(InstanceSpec.defaults().users(10));
        long id = coupa.data().users().ids().get(3);
        coupa.faults().always(Fault.missingKeys("email"));
        Resource users = new Resource("/api/users", "[\"id\",\"email\"]", Set.of("email"));

        // when / then
        assertThatThrownBy(() -> session(coupa).mapperLookups().find(users, List.of(Filter.in("id", List.of(id)))))
                .isInstanceOfSatisfying(
                        RequiredFieldHiddenException.class,
                        hidden -> assertThat(hidden.mayBeOdd()).isFalse());
    }

    @Test
    void a_look_up_reads_on_to_odd_records_at_the_end_of_its_list() {
        // given
        CoupaInstance coupa = coupa(InstanceSpec.defaults().users(10));
        List<Long> ids = coupa.data().users().ids();
        coupa.faults().always(Fault.oddId(ids.get(8), "null").andOddId(ids.get(9), "\"x\""));

        // when
        Lookups.Rows rows = session(coupa).mapperLookups().find(USERS, CHANGED_EVER);

        // then
        assertThat(rows.records()).hasSize(8);
        assertThat(rows.odd())
                .extracting(OddRow::name)
                .containsExactly("after-" + ids.get(7) + "-1", "after-" + ids.get(7) + "-2");
    }

    private void reserveAgainAndAgain(CoupaInstance coupa) {
        String host = new BaseUrl(coupa.origin()).hostKey();
        while (!enough) {
            try {
                bed.resources.budget.reserve(host, "others", SLOW, 5);
            } catch (BudgetException e) {
                LockSupport.parkNanos(e.retryIn().toNanos());
            }
        }
    }

    @Test
    void the_run_waits_no_longer_for_an_answer_when_it_waits_in_vain() {
        // given
        CoupaInstance coupa = coupa(InstanceSpec.defaults().users(10));
        coupa.faults().always(Fault.hang(SOON));
        CoupaSession session = session(coupa);
        CompletableFuture<?> newest = CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return session.awaited().get(PageRequest.newest(USERS, List.of()), session.patience());
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                },
                threads);
        await().atMost(SOON).until(() -> coupa.log().apiCount() == 1);

        // when
        inVain = true;

        // then
        assertThat(newest)
                .failsWithin(SOON_ENOUGH)
                .withThrowableThat()
                .havingCause()
                .isInstanceOf(UnavailableException.class)
                .withMessageContaining("others wait");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void refuses_as_too_many_and_not_as_too_large_what_a_filter_cannot_have_let_through(boolean odd) {
        // given
        CoupaInstance coupa = coupa(InstanceSpec.defaults().users(10_050));
        if (odd) {
            coupa.faults()
                    .always(Fault.missingKeys("email")
                            .onlyOf(coupa.data().users().ids().stream()
                                    .filter(id -> id % 2 == 0)
                                    .toArray(Long[]::new)));
        }
        CoupaSession session = session(coupa);
        Resource users = new Resource("/api/users", "[\"id\",\"email\"]", Set.of("email"));

        // when / then
        assertThatThrownBy(() -> session.mapperLookups().fetchAll(users, CHANGED_EVER))
                .isInstanceOfSatisfying(
                        UnexpectedResponseException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(Kind.TOO_MANY));
    }

    private CompletableFuture<List<ObjectNode>> fetchAll(CoupaSession session) {
        return CompletableFuture.supplyAsync(() -> session.mapperLookups().fetchAll(USERS, CHANGED_EVER), threads);
    }

    private CoupaSession session(CoupaInstance coupa) {
        return session(coupa, CEILING);
    }

    private CoupaSession session(CoupaInstance coupa, int ceiling) {
        return session(coupa, granted(coupa, ceiling));
    }

    private Granted granted(CoupaInstance coupa, long version, Instant expiresAt) {
        return granted(coupa, version, expiresAt, CEILING);
    }

    private CoupaSession session(CoupaInstance coupa, Granted access) {
        RunScope scope = new RunScope(tenant, RunMode.FULL, null, null, Instant.now());
        return bed.sessions.open(scope, access, lastMove -> inVain);
    }
}
