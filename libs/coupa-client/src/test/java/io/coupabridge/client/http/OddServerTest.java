package io.coupabridge.client.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.coupabridge.client.address.BaseUrlRules;
import io.coupabridge.client.failure.CoupaException;
import io.coupabridge.client.failure.UnauthorizedException;
import io.coupabridge.client.failure.UnavailableException;
import io.coupabridge.client.failure.UnavailableException.Kind;
import io.coupabridge.client.failure.UnexpectedResponseException;
import io.coupabridge.secrets.Secret;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that speak HTTP badly or not at all, and connections that end at the wrong moment. */
@Timeout(60)
class OddServerTest {

    private static final Vertx VERTX = Vertx.vertx();
    private static final Secret TOKEN = Secret.of("canary-token");
    private static final String EMPTY_PAGE = ScriptedServer.page("[]");
    private static final String CHUNKED =
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";

    private final List<String> logged = new CopyOnWriteArrayList<>();
    private final Handler log = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            logged.add(entry.getLoggerName() + ": " + entry.getMessage() + " " + entry.getThrown());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listenToTheLog() {
        Logger.getLogger("").addHandler(log);
    }

    @AfterEach
    void logsNothing() {
        Logger.getLogger("").removeHandler(log);
        assertThat(logged).isEmpty();
    }

    @AfterAll
    static void stop() {
        VERTX.close();
    }

    static Stream<Arguments> nonsense() {
        return Stream.of(
                arguments("no HTTP", "canary canary canary\r\n\r\n"),
                arguments("another protocol", "SSH-2.0-canary\r\n"),
                arguments("another version", "HTTP/3.0 200 canary\r\nContent-Length: 0\r\n\r\n"),
                arguments("a status that is none", "HTTP/1.1 canary OK\r\n\r\n"),
                arguments("a header without a name", "HTTP/1.1 200 OK\r\n: canary\r\nContent-Length: 2\r\n\r\n[]"),
                arguments("a length that is none", "HTTP/1.1 200 OK\r\nContent-Length: canary\r\n\r\n[]"),
                arguments("two lengths", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n[] "),
                arguments("a bad chunk", CHUNKED + "canary\r\n[]\r\n0\r\n\r\n"),
                arguments("a bad chunk behind a good one", CHUNKED + "1\r\n[\r\ncanary\r\n]\r\n0\r\n\r\n"),
                arguments("headers without end", "HTTP/1.1 200 OK\r\nX-Long: " + "canary".repeat(50_000)));
    }

    @Test
    void sends_nothing_when_connecting_took_too_long_and_keeps_the_connection_for_the_next_request() throws Exception {
        try (ScriptedServer server = ScriptedServer.sending(EMPTY_PAGE);
                CoupaHttp http = client(server)) {
            // given: a slot that is over by the time that there is a connection
            AtomicInteger asked = new AtomicInteger();
            CompletableFuture<Page> late = ask(http, server, () -> asked.incrementAndGet() == 1);
            assertThat(late)
                    .failsWithin(Duration.ofSeconds(20))
                    .withThrowableThat()
                    .havingCause()
                    .isInstanceOf(TooLateException.class);

            // when
            CompletableFuture<Page> next = ask(http, server);

            // then
            assertThat(next).succeedsWithin(Duration.ofSeconds(20));
            assertThat(server.requests()).hasSize(1);
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void tells_of_no_request_that_was_cancelled_while_it_connected_and_keeps_the_connection() throws Exception {
        try (ScriptedServer server = ScriptedServer.sending(EMPTY_PAGE);
                CoupaHttp http = client(server)) {
            // given
            AtomicInteger asked = new AtomicInteger();
            AtomicInteger sent = new AtomicInteger();
            CompletableFuture<CompletableFuture<Page>> cancelled = new CompletableFuture<>();
            BooleanSupplier cancelling = () -> asked.incrementAndGet() == 1
                    || CompletableFuture.supplyAsync(() -> cancelled.join().cancel(true))
                            .join();

            // when
            cancelled.complete(ask(http, server, cancelling, sent::incrementAndGet));
            assertThat(cancelled.join()).failsWithin(Duration.ofSeconds(20));
            CompletableFuture<Page> next = ask(http, server, () -> true, sent::incrementAndGet);

            // then
            assertThat(next).succeedsWithin(Duration.ofSeconds(20));
            assertThat(sent).hasValue(1);
            assertThat(server.requests()).hasSize(1);
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void tells_of_no_request_where_nobody_listens() throws Exception {
        ScriptedServer gone = ScriptedServer.sending(EMPTY_PAGE);
        gone.close();
        try (CoupaHttp http = client(gone)) {
            // given
            AtomicInteger sent = new AtomicInteger();

            // when
            CompletableFuture<Page> refused = ask(http, gone, () -> true, sent::incrementAndGet);

            // then
            assertThat(refused).failsWithin(Duration.ofSeconds(20));
            assertThat(sent).hasValue(0);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("nonsense")
    void takes_nonsense_for_a_connection_that_broke_off_and_quotes_none_of_it(String what, String nonsense)
            throws Exception {
        try (ScriptedServer server = ScriptedServer.sending(nonsense);
                CoupaHttp http = client(server)) {
            // when
            CompletableFuture<Page> page = ask(http, server);
            // then
            assertFailure(page, Kind.BROKEN_OFF);
            assertThat(page.handle((value, failure) -> failure).join().toString())
                    .doesNotContain("canary");
            assertThat(server.requests()).hasSize(1);
        }
    }

    static Stream<Arguments> beginnings() {
        return Stream.of(
                arguments("nothing", ""),
                arguments("half of a status line", "HTTP/1.1 2"),
                arguments("half of the headers", "HTTP/1.1 200 OK\r\nContent-Ty"),
                arguments("the headers", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n"),
                arguments("half of the body", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n["),
                arguments("half of the chunks", CHUNKED + "1\r\n[\r\n"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("beginnings")
    void hears_of_a_reset_wherever_it_happens(String what, String beginning) throws Exception {
        try (ScriptedServer server = ScriptedServer.that((connection, number) -> {
                    ScriptedServer.send(connection, beginning);
                    // what came must have been read before the reset throws it away
                    TimeUnit.MILLISECONDS.sleep(50);
                    reset(connection);
                });
                CoupaHttp http = client(server)) {
            // when
            CompletableFuture<Page> page = ask(http, server);
            // then
            assertFailure(page, Kind.BROKEN_OFF);
            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void tells_a_refusal_although_a_reset_cuts_its_body() throws Exception {
        try (ScriptedServer server = ScriptedServer.that((connection, number) -> {
                    ScriptedServer.send(connection, "HTTP/1.1 401 No\r\nContent-Length: 100\r\n\r\nhalf");
                    TimeUnit.MILLISECONDS.sleep(50);
                    reset(connection);
                });
                CoupaHttp http = client(server)) {
            assertThatThrownBy(() -> CoupaHttp.await(ask(http, server))).isInstanceOf(UnauthorizedException.class);
        }
    }

    @Test
    void sends_one_request_a_call_over_a_connection_that_the_server_closes_between_two() throws Exception {
        try (ScriptedServer server = ScriptedServer.that((connection, number) -> {
                    ScriptedServer.send(connection, EMPTY_PAGE);
                    // at once, or while the next request is on its way
                    TimeUnit.MICROSECONDS.sleep(number * 17 % 1_500);
                    reset(connection);
                });
                CoupaHttp http = client(server)) {
            for (int call = 1; call <= 200; call++) {
                // when
                Throwable failure =
                        ask(http, server).handle((page, thrown) -> thrown).join();
                // then
                if (failure != null) {
                    assertBrokenOff(failure);
                }
                assertThat(server.requests()).hasSizeLessThanOrEqualTo(call);
            }
        }
    }

    @Test
    void goes_on_with_another_connection_when_the_server_has_closed_an_idle_one() throws Exception {
        try (ScriptedServer server = ScriptedServer.that((connection, number) -> {
                    ScriptedServer.send(connection, EMPTY_PAGE);
                    connection.close();
                });
                CoupaHttp http = client(server)) {
            // given
            assertThat(ask(http, server).get().isEmpty()).isTrue();
            TimeUnit.MILLISECONDS.sleep(200);
            // when / then
            assertThat(ask(http, server).get().isEmpty()).isTrue();
            assertThat(server.requests()).hasSize(2);
        }
    }

    @Test
    void does_not_take_what_comes_unasked_for_the_next_answer() throws Exception {
        try (ScriptedServer server = ScriptedServer.that((connection, number) ->
                        ScriptedServer.send(connection, EMPTY_PAGE + ScriptedServer.page("canary of another")));
                CoupaHttp http = client(server)) {
            // given
            assertThat(ask(http, server).get().isEmpty()).isTrue();
            TimeUnit.MILLISECONDS.sleep(200);
            // when / then
            assertThat(ask(http, server).get().isEmpty()).isTrue();
        }
    }

    @Test
    void sends_the_next_request_over_the_same_connection() throws Exception {
        List<Socket> connections = new CopyOnWriteArrayList<>();
        try (ScriptedServer server = ScriptedServer.that((connection, number) -> {
                    connections.add(connection);
                    ScriptedServer.send(connection, EMPTY_PAGE);
                });
                CoupaHttp http = client(server)) {
            // when
            ask(http, server).get();
            CompletableFuture<Page> read = ask(http, server);
            read.get();
            // what has its result is not on the connection any more, so this must not end it
            read.cancel(true);
            ask(http, server).get();
            // then
            assertThat(connections).hasSize(3);
            assertThat(Set.copyOf(connections)).hasSize(1);
        }
    }

    @Test
    void reads_an_answer_that_ends_with_its_connection() throws Exception {
        try (ScriptedServer server = ScriptedServer.that((connection, number) -> {
                    ScriptedServer.send(connection, "HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\r\n[]");
                    connection.close();
                });
                CoupaHttp http = client(server)) {
            assertThat(ask(http, server).get().isEmpty()).isTrue();
        }
    }

    @Test
    void reads_sixty_four_kibibytes_of_headers() throws Exception {
        String answer = EMPTY_PAGE.replace("Content-Type", "X-Long: " + "x".repeat(64 * 1024) + "\r\nContent-Type");
        try (ScriptedServer server = ScriptedServer.sending(answer);
                CoupaHttp http = client(server)) {
            assertThat(ask(http, server).get().isEmpty()).isTrue();
        }
    }

    @Test
    void waits_for_the_answer_after_a_word_that_it_may_go_on() throws Exception {
        try (ScriptedServer server = ScriptedServer.sending("HTTP/1.1 100 Continue\r\n\r\n" + EMPTY_PAGE);
                CoupaHttp http = client(server)) {
            assertThat(ask(http, server).get().isEmpty()).isTrue();
        }
    }

    @Test
    void does_not_change_the_protocol() throws Exception {
        try (ScriptedServer server = ScriptedServer.sending(
                        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: upgrade\r\n\r\n"
                                + EMPTY_PAGE);
                CoupaHttp http = client(server)) {
            assertThatThrownBy(() -> CoupaHttp.await(ask(http, server)))
                    .isInstanceOf(UnexpectedResponseException.class);
            assertThatThrownBy(() -> CoupaHttp.await(ask(http, server)))
                    .isInstanceOf(UnexpectedResponseException.class);
        }
    }

    @Test
    void sends_the_target_as_it_is_encoded_and_no_cookie() throws Exception {
        String answer = EMPTY_PAGE.replace("Content-Type", "Set-Cookie: a=b; Path=/\r\nContent-Type");
        try (ScriptedServer server = ScriptedServer.sending(answer);
                CoupaHttp http = client(server)) {
            // when
            ask(http, server).get();
            ask(http, server).get();
            // then
            assertThat(server.requests())
                    .hasSize(2)
                    .allSatisfy(head -> assertThat(head)
                            .startsWith("GET /api/users?order_by=id&dir=asc&id%5Bgt%5D=0&limit=50"
                                    + "&name%5Bcontains%5D=a%20%2B%26&fields=%5B%22id%22%5D HTTP/1.1\r\n")
                            .containsIgnoringCase("\r\nHost: 127.0.0.1:"
                                    + server.baseUrl().origin().getPort() + "\r\n")
                            .doesNotContainIgnoringCase("cookie"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"timeout=0", "timeout=300", "timeout=1000000000000"})
    void ends_an_idle_connection_as_soon_as_usual_whatever_the_server_says(String keepAlive) throws Exception {
        // given
        CompletableFuture<Socket> served = new CompletableFuture<>();
        String answer = EMPTY_PAGE.replace("Content-Type", "Keep-Alive: " + keepAlive + "\r\nContent-Type");
        HttpClientOptions options = Transport.options(Duration.ofSeconds(5), Duration.ofSeconds(5));
        try (ScriptedServer server = ScriptedServer.that((connection, number) -> {
                    served.complete(connection);
                    ScriptedServer.send(connection, answer);
                });
                Transport transport = new Transport(VERTX, options.setKeepAliveTimeout(1))) {
            Exchange<Integer> exchange = new Exchange<>(
                    Question.of(server.baseUrl(), "/"), 1_000, () -> true, () -> {}, HttpAnswer::status, Runnable::run);

            // when
            exchange.send(transport);

            // then
            assertThat(exchange.result().get()).isEqualTo(200);
            await().atMost(Duration.ofSeconds(20)).until(() -> served.get().isClosed());
        }
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {"none,true", "timeout=5,true", "'timeout=9, max=100',true", "timeout=10,false", "timeout=05,false"
            })
    void believes_a_server_only_that_it_keeps_connections_for_less_than_usual(String keepAlive, boolean believed) {
        assertThat(Transport.believes(keepAlive)).isEqualTo(believed);
    }

    @Test
    void ends_with_the_error_that_reading_the_answer_dies_of() throws Exception {
        try (ScriptedServer server = ScriptedServer.sending(EMPTY_PAGE);
                Transport transport =
                        new Transport(VERTX, Transport.options(Duration.ofSeconds(5), Duration.ofSeconds(5)))) {
            // given
            Exchange<Page> exchange = new Exchange<>(
                    Question.of(server.baseUrl(), "/"),
                    1_000,
                    () -> true,
                    () -> {},
                    answer -> {
                        throw new StackOverflowError();
                    },
                    Runnable::run);
            // when
            exchange.send(transport);
            // then
            assertThat(exchange.result())
                    .failsWithin(Duration.ofSeconds(20))
                    .withThrowableThat()
                    .withCauseInstanceOf(StackOverflowError.class);
        }
    }

    private static CoupaHttp client(ScriptedServer server) {
        return new CoupaHttp(
                VERTX,
                new BaseUrlRules(Set.of(), Set.of(server.baseUrl().origin())),
                new CoupaHttp.Settings(Duration.ofSeconds(5), Duration.ofSeconds(20), 1024 * 1024),
                InstantSource.system());
    }

    private static CompletableFuture<Page> ask(CoupaHttp http, ScriptedServer server) {
        return ask(http, server, () -> true);
    }

    private static CompletableFuture<Page> ask(CoupaHttp http, ScriptedServer server, BooleanSupplier mayStart) {
        return ask(http, server, mayStart, () -> {});
    }

    private static CompletableFuture<Page> ask(
            CoupaHttp http, ScriptedServer server, BooleanSupplier mayStart, Runnable sent) {
        Resource users = new Resource("/api/users", "[\"id\"]", Set.of());
        List<Filter> filters = List.of(new Filter("name", "contains", "a +&"));
        return http.page(server.baseUrl(), TOKEN, new PageRequest(users, filters, 0, 50), mayStart, sent);
    }

    private static void reset(Socket connection) throws IOException {
        connection.setSoLinger(true, 0);
        connection.close();
    }

    private static void assertFailure(CompletableFuture<Page> page, Kind kind) {
        assertThatThrownBy(() -> CoupaHttp.await(page))
                .isInstanceOf(CoupaException.class)
                .hasNoCause()
                .isInstanceOfSatisfying(
                        UnavailableException.class,
                        outage -> assertThat(outage.kind()).isEqualTo(kind));
    }

    private static void assertBrokenOff(Throwable failure) {
        assertThat(failure)
                .isInstanceOfSatisfying(
                        UnavailableException.class,
                        outage -> assertThat(outage.kind()).isEqualTo(Kind.BROKEN_OFF));
    }
}
