package io.coupabridge.client.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.coupabridge.client.failure.CoupaException;
import io.coupabridge.client.failure.UnauthorizedException;
import io.coupabridge.client.failure.UnavailableException;
import io.coupabridge.client.failure.UnexpectedResponseException;
import io.coupabridge.client.failure.UnexpectedResponseException.Kind;
import io.coupabridge.secrets.Secret;
import io.coupabridge.simulator.InstanceSpec;
import io.coupabridge.simulator.fault.Delivery;
import io.coupabridge.simulator.fault.Fault;
import io.coupabridge.simulator.log.LoggedRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What bounds an exchange in time, size and number, and that its end is the end on the wire too. */
@Timeout(90)
class BoundsTest {

    private static final int MEBIBYTE = 1024 * 1024;
    private static final Duration LONG = Duration.ofSeconds(60);

    @Test
    void breaks_off_a_body_that_is_too_large() {
        try (TestCoupa coupa = TestCoupa.impatient(LONG, MEBIBYTE)) {
            // given
            coupa.instance().faults().next(Fault.huge(64L * MEBIBYTE));
            // when / then
            assertTooLarge(coupa);
        }
    }

    @Test
    void sends_nothing_once_the_time_in_which_it_might_is_over() {
        try (TestCoupa coupa = TestCoupa.of(60)) {
            // when
            CompletableFuture<Page> page = coupa.http()
                    .page(
                            coupa.baseUrl(),
                            coupa.token(),
                            new PageRequest(TestCoupa.USERS, List.of(), 0, 50),
                            () -> false,
                            () -> {});

            // then
            assertThat(page).failsWithin(LONG).withThrowableThat().havingCause().isInstanceOf(TooLateException.class);
            assertThat(coupa.instance().log().apiCount()).isZero();
        }
    }

    @Test
    void asks_whether_it_may_start_where_it_would_and_at_once_when_it_is_there() throws Exception {
        try (TestCoupa coupa = TestCoupa.of(60)) {
            // given
            List<String> order = Collections.synchronizedList(new ArrayList<>());
            CompletableFuture<Page> page = new CompletableFuture<>();

            // when
            coupa.http().onSendingThread(coupa.baseUrl(), 0, () -> {
                Thread sending = Thread.currentThread();
                coupa.http()
                        .page(
                                coupa.baseUrl(),
                                coupa.token(),
                                new PageRequest(TestCoupa.USERS, List.of(), 0, 50),
                                () -> order.add(Thread.currentThread() == sending ? "asked here" : "asked elsewhere"),
                                () -> order.add(Thread.currentThread() == sending ? "sent here" : "sent elsewhere"))
                        .thenAccept(page::complete);
                order.add("asked for");
            });

            // then
            assertThat(page.get(LONG.toSeconds(), TimeUnit.SECONDS).records()).hasSize(50);
            // again once there is a connection
            assertThat(order).containsExactly("asked here", "asked for", "asked here", "sent here");
        }
    }

    @Test
    void does_on_the_sending_thread_what_is_due_and_not_before() throws Exception {
        try (TestCoupa coupa = TestCoupa.of(1)) {
            // given
            long due = System.nanoTime() + Duration.ofMillis(100).toNanos();
            CompletableFuture<Long> ran = new CompletableFuture<>();

            // when
            coupa.http()
                    .onSendingThread(coupa.baseUrl(), due - System.nanoTime(), () -> ran.complete(System.nanoTime()));

            // then
            assertThat(ran.get(LONG.toSeconds(), TimeUnit.SECONDS) - due).isNotNegative();
        }
    }

    @Test
    void does_not_unpack_a_gzip_bomb() {
        try (TestCoupa coupa = TestCoupa.impatient(LONG, MEBIBYTE)) {
            // given
            coupa.instance().faults().next(Fault.gzipBomb(512L * MEBIBYTE));
            // when / then
            assertTooLarge(coupa);
        }
    }

    @Test
    void accepts_a_body_of_exactly_the_limit_and_nothing_above() throws Exception {
        String page = "[" + " ".repeat(1_022) + "]";
        try (TestCoupa coupa = TestCoupa.impatient(LONG, page.length())) {
            // given
            coupa.instance().faults().next(Fault.status(200).text("application/json", page));
            coupa.instance().faults().next(Fault.status(200).text("application/json", page + " "));
            // when / then
            assertThat(coupa.firstPage().get().isEmpty()).isTrue();
            assertTooLarge(coupa);
        }
    }

    @Test
    void gives_up_on_a_server_that_hangs_and_closes_the_connection() {
        try (TestCoupa coupa = TestCoupa.impatient(Duration.ofSeconds(1), MEBIBYTE)) {
            // given
            coupa.instance().faults().next(Fault.hang(LONG));
            // when / then
            assertTimeout(coupa);
            awaitEndOf(onlyRequest(coupa));
        }
    }

    @Test
    void gives_up_on_a_body_that_drips() {
        try (TestCoupa coupa = TestCoupa.impatient(Duration.ofSeconds(1), MEBIBYTE)) {
            // given
            coupa.instance().faults().next(Fault.drip(1, Duration.ofMillis(20)));
            // when / then
            assertTimeout(coupa);
            awaitEndOf(onlyRequest(coupa));
        }
    }

    @Test
    void ends_the_exchange_when_the_caller_cancels() {
        try (TestCoupa coupa = TestCoupa.of(1)) {
            // given
            coupa.instance().faults().next(Fault.hang(LONG));
            CompletableFuture<Page> page = coupa.firstPage();
            LoggedRequest request = onlyRequest(coupa);

            // when
            page.cancel(true);

            // then
            assertThatThrownBy(page::get).isInstanceOf(CancellationException.class);
            awaitEndOf(request);
        }
    }

    @Test
    void ends_the_exchange_when_the_waiting_thread_is_interrupted() throws Exception {
        try (TestCoupa coupa = TestCoupa.of(1)) {
            // given
            coupa.instance().faults().next(Fault.hang(LONG));
            CountDownLatch interrupted = new CountDownLatch(1);
            Thread waiting = new Thread(() -> {
                try {
                    CoupaHttp.await(coupa.firstPage());
                } catch (InterruptedException e) {
                    interrupted.countDown();
                }
            });
            waiting.start();
            LoggedRequest request = onlyRequest(coupa);

            // when
            waiting.interrupt();

            // then
            assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
            awaitEndOf(request);
        }
    }

    @Test
    void cancels_what_is_under_way_when_it_is_closed() {
        try (TestCoupa coupa = TestCoupa.of(1)) {
            // given
            coupa.instance().faults().next(Fault.hang(LONG));
            CompletableFuture<Page> page = coupa.firstPage();
            LoggedRequest request = onlyRequest(coupa);

            // when
            coupa.http().close();

            // then
            assertThat(page).isCancelled();
            awaitEndOf(request);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Delivery.class,
            names = {"RESET", "CLOSE", "TRUNCATE"})
    void sends_one_request_for_one_call_however_it_ends(Delivery delivery) throws Exception {
        try (TestCoupa coupa = TestCoupa.of(1)) {
            // given
            coupa.firstPage().get();
            coupa.instance().faults().always(Fault.of(delivery));
            // when
            CompletableFuture<Page> page = coupa.firstPage();
            // then
            assertThatThrownBy(() -> CoupaHttp.await(page)).isInstanceOf(UnavailableException.class);
            assertThat(coupa.instance().log().apiCount()).isEqualTo(2);
        }
    }

    @Test
    void does_not_follow_a_redirect() {
        try (TestCoupa coupa = TestCoupa.of(1)) {
            // given
            var elsewhere = coupa.simulator()
                    .instance("elsewhere", InstanceSpec.defaults().users(1).expenseLines(0));
            coupa.instance().faults().next(Fault.redirect(elsewhere.origin() + "/api/users"));

            // when
            CompletableFuture<Page> page = coupa.firstPage();

            // then
            assertThatThrownBy(() -> CoupaHttp.await(page))
                    .isInstanceOfSatisfying(
                            UnexpectedResponseException.class,
                            unexpected -> assertThat(unexpected.kind()).isEqualTo(Kind.REDIRECT));
            assertThat(elsewhere.log().totalCount()).isZero();
        }
    }

    @Test
    void has_a_thousand_requests_under_way_on_a_bounded_number_of_threads() {
        try (TestCoupa coupa = TestCoupa.of(10)) {
            // given
            coupa.instance().latency(Duration.ofSeconds(1));

            // when
            List<CompletableFuture<Page>> pages =
                    IntStream.range(0, 1_000).mapToObj(i -> coupa.firstPage()).toList();

            // then
            assertThat(pages)
                    .allSatisfy(page -> assertThat(page)
                            .succeedsWithin(Duration.ofSeconds(60))
                            .satisfies(read -> assertThat(read.records()).hasSize(10)));
            assertThat(Thread.getAllStackTraces().keySet())
                    .filteredOn(thread -> thread.getName().matches("coupa-(http|dns).*"))
                    .hasSizeLessThanOrEqualTo(64 + 32 + 1)
                    .allMatch(Thread::isDaemon);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"canary\r\nX-Evil: 1", "canary\u0000", "canary\u20ac"})
    void refuses_a_token_that_cannot_be_sent_without_quoting_it(String token) {
        try (TestCoupa coupa = TestCoupa.of(1)) {
            // when
            CompletableFuture<Page> page =
                    coupa.ask(new PageRequest(TestCoupa.USERS, List.of(), 0, 50), Secret.of(token));
            // then
            assertThatThrownBy(() -> CoupaHttp.await(page))
                    .isInstanceOf(UnauthorizedException.class)
                    .hasNoCause()
                    .message()
                    .doesNotContain("canary");
        }
    }

    @Test
    void sends_a_token_of_sixteen_kibibytes() throws Exception {
        try (TestCoupa coupa = TestCoupa.of(1)) {
            // given
            coupa.instance().switches().tokenPadding(16 * 1024);
            Secret token = coupa.mint("core.user.read");
            // when
            Page page = coupa.ask(new PageRequest(TestCoupa.USERS, List.of(), 0, 50), token)
                    .get();
            // then
            assertThat(page.records()).hasSize(1);
        }
    }

    @Test
    void shows_that_a_legacy_api_key_is_refused() throws Exception {
        try (TestCoupa coupa = TestCoupa.of(1)) {
            // when
            int status = CoupaHttp.await(coupa.http().probeWithApiKey(coupa.baseUrl(), Secret.of("0123456789abcdef")));
            // then
            assertThat(status).isEqualTo(401);
            assertThat(coupa.instance().log().apiRequests().get(0).headers())
                    .containsEntry("x-coupa-api-key", "0123456789abcdef")
                    .doesNotContainKey("authorization");
        }
    }

    @Test
    void tells_an_outage_while_probing_a_legacy_api_key() {
        try (TestCoupa coupa = TestCoupa.of(1)) {
            // given
            coupa.instance().goOffline();
            CompletableFuture<Integer> status =
                    coupa.http().probeWithApiKey(coupa.baseUrl(), Secret.of("0123456789abcdef"));
            // when / then
            assertThatThrownBy(() -> CoupaHttp.await(status)).isInstanceOf(UnavailableException.class);
        }
    }

    private static void assertTooLarge(TestCoupa coupa) {
        assertThatThrownBy(() -> CoupaHttp.await(coupa.firstPage()))
                .isInstanceOfSatisfying(
                        UnexpectedResponseException.class,
                        unexpected -> assertThat(unexpected.kind()).isEqualTo(Kind.TOO_LARGE));
    }

    private static void assertTimeout(TestCoupa coupa) {
        assertThatThrownBy(() -> CoupaHttp.await(coupa.firstPage()))
                .isInstanceOf(CoupaException.class)
                .isInstanceOfSatisfying(
                        UnavailableException.class,
                        outage -> assertThat(outage.kind()).isEqualTo(UnavailableException.Kind.TIMEOUT));
    }

    private static LoggedRequest onlyRequest(TestCoupa coupa) {
        return await().atMost(Duration.ofSeconds(10))
                .until(() -> coupa.instance().log().apiRequests(), requests -> !requests.isEmpty())
                .get(0);
    }

    /** The server noticed that the client went away. */
    private static void awaitEndOf(LoggedRequest request) {
        await().atMost(Duration.ofSeconds(15)).until(() -> request.answeredNanos() != null);
    }
}
