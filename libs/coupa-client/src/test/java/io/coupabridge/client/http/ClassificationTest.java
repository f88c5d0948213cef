package io.coupabridge.client.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.coupabridge.client.failure.CoupaException;
import io.coupabridge.client.failure.ForbiddenException;
import io.coupabridge.client.failure.RequiredFieldHiddenException;
import io.coupabridge.client.failure.ThrottledException;
import io.coupabridge.client.failure.UnauthorizedException;
import io.coupabridge.client.failure.UnavailableException;
import io.coupabridge.client.failure.UnexpectedResponseException;
import io.coupabridge.client.failure.UnexpectedResponseException.Kind;
import io.coupabridge.secrets.Secret;
import io.coupabridge.simulator.behaviour.ErrorBody;
import io.coupabridge.simulator.fault.Delivery;
import io.coupabridge.simulator.fault.Fault;
import io.coupabridge.simulator.fault.FaultBody;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The failure catalogue of coupa-api §7, rows 8 to 28: what each answer is to a caller. */
@Timeout(60)
class ClassificationTest {

    private static final String JSON = "application/json";

    private static TestCoupa coupa;

    @BeforeAll
    static void start() {
        coupa = TestCoupa.of(60);
    }

    @AfterAll
    static void stop() {
        coupa.close();
    }

    @AfterEach
    void heal() {
        coupa.instance().faults().clear();
    }

    static Stream<Arguments> unexpectedAnswers() {
        return Stream.of(
                arguments("a maintenance page", Fault.maintenancePage(), Kind.HTML, true),
                arguments("XML although JSON was asked for", Fault.of(FaultBody.REAL_AS_XML), Kind.XML, true),
                arguments("text/xml", Fault.wrongContentType("text/xml; charset=utf-8"), Kind.XML, true),
                arguments("another content type", Fault.wrongContentType("text/plain"), Kind.NOT_JSON, true),
                arguments("JSON cut in its middle", Fault.of(FaultBody.REAL_CUT), Kind.BROKEN_JSON, true),
                arguments("invalid JSON", Fault.of(FaultBody.INVALID_JSON), Kind.BROKEN_JSON, true),
                arguments("JSON with something behind it", json("[] []"), Kind.BROKEN_JSON, true),
                arguments("nothing", Fault.of(FaultBody.EMPTY), Kind.BROKEN_JSON, true),
                arguments("an error with status 200", Fault.errorObject(), Kind.ERROR_BODY, true),
                arguments("an OAuth error with status 200", json("{\"error\":\"x\"}"), Kind.ERROR_BODY, true),
                arguments("an object", Fault.of(FaultBody.REAL_FIRST_RECORD), Kind.NOT_A_LIST, true),
                arguments("a null", json("null"), Kind.NOT_A_LIST, true),
                arguments("a text", json("\"no\""), Kind.NOT_A_LIST, true),
                arguments("a list of numbers", json("[1,2]"), Kind.NOT_A_LIST, true),
                arguments("a list with a null", json("[" + record("1") + ",null]"), Kind.NOT_A_LIST, true),
                arguments(
                        "ids that descend", json("[" + record("8") + "," + record("7") + "]"), Kind.CURSOR_STUCK, true),
                arguments("an id twice", json("[" + record("8") + "," + record("8") + "]"), Kind.CURSOR_STUCK, true),
                arguments(
                        "broken gzip",
                        Fault.of(FaultBody.REAL).header("Content-Encoding", "gzip"),
                        Kind.BROKEN_JSON,
                        true),
                arguments(
                        "an encoding not asked for", json("[]").header("Content-Encoding", "br"), Kind.NOT_JSON, true),
                arguments("more than is accepted", Fault.huge(20_000_000), Kind.TOO_LARGE, true),
                arguments("more once unpacked", Fault.gzipBomb(20_000_000), Kind.TOO_LARGE, true),
                arguments("a bad query", Fault.status(400), Kind.BAD_REQUEST, false),
                arguments("422", Fault.status(422), Kind.BAD_REQUEST, false),
                arguments("a wrong path", Fault.status(404).html(), Kind.NOT_FOUND, false),
                arguments("404 in JSON", Fault.status(404), Kind.NOT_FOUND, false),
                arguments("404 in XML, so Accept got lost", Fault.status(404).xml(), Kind.XML, true),
                arguments("301", Fault.status(301).header("Location", "/elsewhere"), Kind.REDIRECT, false),
                arguments("302", Fault.redirect("/sessions/new"), Kind.REDIRECT, false),
                arguments("406", Fault.status(406), Kind.OTHER_STATUS, false),
                arguments("413", Fault.status(413), Kind.OTHER_STATUS, false),
                arguments("414", Fault.status(414), Kind.OTHER_STATUS, false),
                arguments("415", Fault.status(415), Kind.OTHER_STATUS, false),
                arguments("405", Fault.status(405), Kind.OTHER_STATUS, false),
                arguments("202 with a list", Fault.status(202).text(JSON, "[]"), Kind.NOT_JSON, true));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unexpectedAnswers")
    void never_takes_an_odd_answer_for_data(String what, Fault fault, Kind kind, boolean retryable) {
        // given
        coupa.instance().faults().next(fault);
        // when
        CoupaException failure = failure();
        // then
        assertThat(failure).as(what).isInstanceOfSatisfying(UnexpectedResponseException.class, unexpected -> {
            assertThat(unexpected.kind()).isEqualTo(kind);
            assertThat(unexpected.retryable()).isEqualTo(retryable);
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 502, 503, 504, 520, 408})
    void takes_a_server_error_for_an_outage(int status) {
        // given
        coupa.instance().faults().next(Fault.status(status).html());
        // when
        CoupaException failure = failure();
        // then
        assertThat(failure).isInstanceOfSatisfying(UnavailableException.class, outage -> {
            assertThat(outage.kind()).isEqualTo(UnavailableException.Kind.SERVER_ERROR);
            assertThat(outage.retryable()).isTrue();
        });
    }

    @ParameterizedTest
    @EnumSource(
            value = Delivery.class,
            names = {"TRUNCATE", "RESET_IN_BODY", "RESET", "CLOSE"})
    void takes_a_connection_that_breaks_off_for_an_outage(Delivery delivery) {
        // given
        coupa.instance().faults().next(Fault.of(delivery));
        // when
        CoupaException failure = failure();
        // then
        assertThat(failure)
                .isInstanceOfSatisfying(
                        UnavailableException.class,
                        outage -> assertThat(outage.kind()).isEqualTo(UnavailableException.Kind.BROKEN_OFF));
    }

    /** With a client that has no connection left from before: that one would break off. */
    @Test
    void takes_a_refused_connection_for_an_outage() {
        try (TestCoupa offline = TestCoupa.of(1)) {
            // given
            offline.instance().goOffline();
            // when
            CoupaException failure = failure(offline.firstPage());
            // then
            assertThat(failure)
                    .isInstanceOfSatisfying(
                            UnavailableException.class,
                            outage -> assertThat(outage.kind()).isEqualTo(UnavailableException.Kind.NO_CONNECTION));
        }
    }

    static Stream<Arguments> refusalsThatEndEarly() {
        return Stream.of(
                        arguments(401, UnauthorizedException.class),
                        arguments(403, ForbiddenException.class),
                        arguments(404, UnexpectedResponseException.class),
                        arguments(429, ThrottledException.class),
                        arguments(500, UnavailableException.class))
                .flatMap(refusal -> Stream.of(
                                Fault.of(FaultBody.JSON_ERROR).delivered(Delivery.TRUNCATE),
                                Fault.of(FaultBody.HTML).delivered(Delivery.TRUNCATE),
                                Fault.huge(20_000_000),
                                Fault.gzipBomb(20_000_000))
                        .map(fault -> arguments(refusal.get()[0], fault, refusal.get()[1])));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("refusalsThatEndEarly")
    void tells_a_refusal_by_its_status_however_its_body_ends(
            int status, Fault body, Class<? extends CoupaException> expected) {
        // given
        coupa.instance().faults().next(body.under(status));
        // when
        CoupaException failure = failure();
        // then
        assertThat(failure).isInstanceOf(expected);
        if (failure instanceof UnavailableException outage) {
            assertThat(outage.kind()).isEqualTo(UnavailableException.Kind.SERVER_ERROR);
        }
        if (failure instanceof UnexpectedResponseException unexpected) {
            assertThat(unexpected.kind()).isEqualTo(Kind.NOT_FOUND);
        }
    }

    static Stream<Arguments> throttledAnswers() {
        return Stream.of(
                arguments("429", Fault.throttled(), Optional.empty()),
                arguments("429 as HTML", Fault.throttled().html(), Optional.empty()),
                arguments(
                        "429 with seconds",
                        Fault.throttled().retryAfter(Duration.ofSeconds(7)),
                        Optional.of(Duration.ofSeconds(7))),
                arguments(
                        "503 with seconds",
                        Fault.unavailable().retryAfter(Duration.ofSeconds(3)),
                        Optional.of(Duration.ofSeconds(3))),
                arguments("429 with garbage", Fault.throttled().header("Retry-After", "soon"), Optional.empty()),
                arguments("503 with zero", Fault.unavailable().header("Retry-After", "0"), Optional.empty()),
                arguments(
                        "429 with a century",
                        Fault.throttled().header("Retry-After", "3153600000"),
                        Optional.of(Duration.ofHours(24))),
                arguments(
                        "429 with the date of the answer itself",
                        Fault.throttled()
                                .header("Date", "Tue, 24 Nov 2026 11:00:00 GMT")
                                .header("Retry-After", "Tue, 24 Nov 2026 11:00:20 GMT"),
                        Optional.of(Duration.ofSeconds(20))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("throttledAnswers")
    void hears_a_plea_for_fewer_requests(String what, Fault fault, Optional<Duration> retryAfter) {
        // given
        coupa.instance().faults().next(fault);
        // when
        CoupaException failure = failure();
        // then
        assertThat(failure)
                .as(what)
                .isInstanceOfSatisfying(
                        ThrottledException.class,
                        throttled -> assertThat(throttled.retryAfter()).isEqualTo(retryAfter));
    }

    @Test
    void counts_a_date_in_the_future() {
        // given
        coupa.instance()
                .faults()
                .next(Fault.throttled().retryAfter(Instant.now().plusSeconds(600)));
        // when
        CoupaException failure = failure();
        // then
        assertThat(((ThrottledException) failure).retryAfter())
                .hasValueSatisfying(
                        wait -> assertThat(wait).isBetween(Duration.ofSeconds(540), Duration.ofSeconds(600)));
    }

    @ParameterizedTest
    @EnumSource(ErrorBody.class)
    void tells_a_rejected_token_whatever_the_body(ErrorBody body) {
        // given
        coupa.instance().switches().resourceErrorBody(body);
        // when
        CoupaException failure = failure(coupa.ask(
                new PageRequest(TestCoupa.USERS, List.of(), 0, 50), Secret.of("canary-that-no-server-knows")));
        coupa.instance().switches().resourceErrorBody(ErrorBody.JSON);
        // then
        assertThat(failure).isInstanceOf(UnauthorizedException.class);
    }

    static Stream<Arguments> forbiddenAnswers() {
        String challenge = "Bearer realm=\"Coupa\", error=\"insufficient_scope\", scope=\"core.user.read\"";
        return Stream.of(
                arguments("403", Fault.status(403), false),
                arguments("403 as HTML", Fault.status(403).html(), false),
                arguments("403 with broken JSON", Fault.status(403).text(JSON, "{"), false),
                arguments("403 of another error", Fault.status(403).text(JSON, "{\"error\":\"denied\"}"), false),
                arguments(
                        "403 whose text only speaks of the scope",
                        Fault.status(403).text("text/html", "insufficient_scope"),
                        false),
                arguments("403 with a challenge", Fault.status(403).header("WWW-Authenticate", challenge), true),
                arguments(
                        "401 with a challenge", Fault.status(401).empty().header("WWW-Authenticate", challenge), true),
                arguments(
                        "403 with an OAuth error",
                        Fault.status(403).text(JSON, "{\"error\":\"insufficient_scope\"}"),
                        true),
                arguments(
                        "401 with an OAuth error",
                        Fault.status(401).text(JSON, "{\"error\":\"insufficient_scope\"}"),
                        true),
                arguments(
                        "403 with an API error",
                        Fault.status(403).text(JSON, "{\"errors\":{\"insufficient_scope\":[\"no\"]}}"),
                        true));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("forbiddenAnswers")
    void tells_a_missing_scope_from_another_denial(String what, Fault fault, boolean scopeMissing) {
        // given
        coupa.instance().faults().next(fault);
        // when
        CoupaException failure = failure();
        // then
        assertThat(failure)
                .as(what)
                .isInstanceOfSatisfying(
                        ForbiddenException.class,
                        forbidden -> assertThat(forbidden.scopeMissing()).isEqualTo(scopeMissing));
    }

    @Test
    void tells_a_token_of_another_scope() {
        // when
        CoupaException failure =
                failure(coupa.ask(new PageRequest(TestCoupa.USERS, List.of(), 0, 50), coupa.mint("core.expense.read")));
        // then
        assertThat(failure)
                .isInstanceOfSatisfying(
                        ForbiddenException.class,
                        forbidden -> assertThat(forbidden.scopeMissing()).isTrue());
    }

    @Test
    void tells_a_hidden_key_from_a_null() throws Exception {
        // given
        coupa.instance().faults().next(Fault.missingKeys("email"));
        // when
        CoupaException failure = failure();
        // then
        assertThat(failure).isInstanceOfSatisfying(RequiredFieldHiddenException.class, hidden -> {
            assertThat(hidden.key()).isEqualTo("email");
            assertThat(hidden).hasMessageContaining("'email'").hasMessageContaining("filter");
        });
        coupa.instance().faults().next(json("[{\"id\":7,\"login\":null,\"email\":null,\"updated_at\":null}]"));
        assertThat(coupa.firstPage().get().records()).hasSize(1);
    }

    @Test
    void finds_the_one_record_that_lacks_a_key_behind_others_that_are_alike() throws Exception {
        // given
        String complete = "{\"id\":%d,\"login\":null,\"email\":null,\"updated_at\":null}";
        String records = complete.formatted(1) + "," + complete.formatted(2) + "," + complete.formatted(3);
        String lacking = "{\"id\":4,\"login\":null,\"email\":null}";
        coupa.instance().faults().next(json("[" + records + "," + lacking + "," + complete.formatted(5) + "]"));
        // when
        Page page = coupa.firstPage().get();
        // then
        assertThat(page.records()).hasSize(4);
        assertThat(page.odd())
                .singleElement()
                .satisfies(odd -> assertThat(odd.reason()).contains("updated-at"))
                .extracting(OddRow::id)
                .isEqualTo(4L);
    }

    @Test
    void refuses_a_record_without_an_id() {
        // given
        coupa.instance().faults().next(json("[{\"login\":null,\"email\":null,\"updated-at\":null}]"));
        // when
        CoupaException failure = failure();
        // then
        assertThat(failure)
                .isInstanceOfSatisfying(
                        RequiredFieldHiddenException.class,
                        hidden -> assertThat(hidden.key()).isEqualTo("id"));
    }

    @Test
    void stops_when_the_cursor_is_ignored() throws Exception {
        // given
        long last = coupa.firstPage().get().lastId();
        coupa.instance().switches().ignoreFilters("id");
        // when
        CoupaException failure = failure(coupa.ask(new PageRequest(TestCoupa.USERS, List.of(), last, 50)));
        coupa.instance().switches().ignoreFilters();
        // then
        assertThat(failure)
                .isInstanceOfSatisfying(
                        UnexpectedResponseException.class,
                        stuck -> assertThat(stuck.kind()).isEqualTo(Kind.CURSOR_STUCK));
    }

    private static CoupaException failure() {
        return failure(coupa.firstPage());
    }

    /** What the future completes with itself, unwrapped; whatever it is, it holds no secret and quotes no body. */
    private static CoupaException failure(CompletableFuture<Page> page) {
        Throwable failure = page.handle((value, thrown) -> thrown)
                .completeOnTimeout(null, 30, TimeUnit.SECONDS)
                .join();
        assertThat(failure).isInstanceOf(CoupaException.class).message().endsWith(".");
        StringWriter everything = new StringWriter();
        failure.printStackTrace(new PrintWriter(everything));
        assertThat(everything.toString())
                .doesNotContain(coupa.token().reveal())
                .doesNotContain("canary")
                .doesNotContain("Bearer")
                .doesNotContain("@")
                .doesNotContain("order_by");
        return (CoupaException) failure;
    }

    private static Fault json(String text) {
        return Fault.status(200).text(JSON, text);
    }

    private static String record(String id) {
        return "{\"id\":" + id + ",\"login\":\"canary\",\"email\":\"canary@example.test\",\"updated-at\":null}";
    }
}
