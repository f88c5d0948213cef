package io.coupabridge.token.admin;

import static io.coupabridge.token.scenario.Operator.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.testing.TestTokens;
import io.coupabridge.token.scenario.Management;
import io.coupabridge.token.scenario.TokenServiceResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.Socket;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Callers that send their request's body so slowly that it never ends. */
@QuarkusTest
@QuarkusTestResource(TokenServiceResource.class)
@Timeout(60)
class SlowCallersIT {

    /** More than there are threads that work on requests. */
    private static final int CALLERS = 210;

    private static final String UNFINISHED = "PUT /api/v1/tenants/slow/connection HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            + "Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{";

    @TestHTTPResource
    URL service;

    private final List<Socket> callers = new ArrayList<>();

    @AfterEach
    void hangUp() throws IOException {
        for (Socket caller : callers) {
            caller.close();
        }
    }

    @Test
    void keep_nobody_else_waiting() throws IOException {
        // given
        for (int caller = 0; caller < CALLERS; caller++) {
            call(UNFINISHED);
        }

        // when
        long start = System.nanoTime();
        int api = given().get("/api/v1/connections").statusCode();
        int live = Management.get("/q/health/live").statusCode();
        Duration took = Duration.ofNanos(System.nanoTime() - start);

        // then
        assertThat(api).isEqualTo(200);
        assertThat(live).isEqualTo(200);
        // they would hold the threads for as long as they like
        assertThat(took).isLessThan(Duration.ofSeconds(8));
    }

    @Test
    void are_told_that_their_time_is_over() throws IOException {
        // given
        Socket caller = call(UNFINISHED);

        // when
        String answer = answerTo(caller);

        // then
        assertThat(answer)
                .startsWith("HTTP/1.1 408 ")
                .contains("application/problem+json")
                .contains("within 10 seconds");
    }

    @Test
    void are_told_at_once_when_their_body_would_be_too_large() throws IOException {
        // given
        Socket caller = call(UNFINISHED.replace("1000", "1000000"));

        // when
        String answer = answerTo(caller);

        // then
        assertThat(answer).startsWith("HTTP/1.1 413 ");
    }

    @Test
    void are_hung_up_on_when_a_body_without_a_length_grows_too_large() throws IOException {
        // given
        Socket caller = call(UNFINISHED.replace("Content-Length: 1000\r\n\r\n{", "Transfer-Encoding: chunked\r\n\r\n"));
        write(caller, "10000\r\n" + " ".repeat(0x10000) + "\r\n");

        // when the next byte is one too many: what comes behind it would break the connection before its answer is
        // there
        write(caller, "1\r\n ");
        String answer = answerTo(caller);

        // then
        assertThat(answer).startsWith("HTTP/1.1 413 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "PUT"})
    void are_told_that_a_form_is_no_body(String method) throws IOException {
        // given
        Socket caller =
                call(UNFINISHED.replace("PUT", method).replace("application/json", "multipart/form-data; boundary=x"));

        // when
        String answer = answerTo(caller);

        // then
        assertThat(answer).startsWith("HTTP/1.1 415 ");
    }

    /** Nobody waits for what never comes. */
    @Test
    void send_no_body_at_all_and_are_answered_at_once() throws IOException {
        // given
        Socket caller = call(UNFINISHED.replace(
                "Length: 1000\r\n\r\n{",
                "Length: 0\r\nConnection: close\r\nAuthorization: Bearer "
                        + TestTokens.shared().operator() + "\r\n\r\n"));

        // when
        String answer = answerTo(caller);

        // then
        assertThat(answer).startsWith("HTTP/1.1 400 ").contains("The body is missing.");
    }

    /** Who sends a body in time keeps the connection. */
    @Test
    void are_told_apart_from_those_who_call_twice_on_one_connection() throws IOException {
        // given
        String token = "\r\nAuthorization: Bearer " + TestTokens.shared().operator() + "\r\n\r\n{}";
        Socket caller = call(UNFINISHED.replace("Length: 1000\r\n\r\n{", "Length: 2" + token));

        // when
        write(caller, UNFINISHED.replace("Length: 1000\r\n\r\n{", "Length: 2\r\nConnection: close" + token));
        String answers = answerTo(caller);

        // then
        assertThat(answers.split("HTTP/1.1 400 ", -1)).hasSize(3);
    }

    @Test
    void may_break_off() throws IOException {
        // given
        call(UNFINISHED).close();

        // when
        int status = given().get("/api/v1/connections").statusCode();

        // then
        assertThat(status).isEqualTo(200);
    }

    private Socket call(String request) throws IOException {
        Socket caller = new Socket(service.getHost(), service.getPort());
        callers.add(caller);
        caller.setSoTimeout(30_000);
        write(caller, request);
        return caller;
    }

    private static void write(Socket caller, String text) throws IOException {
        caller.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** Up to the end of the connection. */
    private static String answerTo(Socket caller) throws IOException {
        return new String(caller.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
