package io.coupabridge.simulator.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(20)
class LoopbackHttpServerTest {

    private LoopbackHttpServer server;
    private int port;

    @BeforeEach
    void start() throws IOException {
        server = new LoopbackHttpServer();
        port = server.bind(0, (request, connection) -> {
                    if (request.path().equals("/slow")) {
                        Thread.sleep(500);
                    }
                    String echo = request.method() + " " + request.path() + " "
                            + new String(request.body(), StandardCharsets.UTF_8);
                    connection.write(HttpResponse.of(200, "text/plain", echo), request.keepAlive());
                })
                .port();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private String raw(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void serves_many_requests_on_one_connection() throws IOException {
        // when
        String answers = raw("GET /1 HTTP/1.1\r\nHost: x\r\n\r\n".repeat(3)
                + "POST /2 HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello"
                + "POST /3 HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
                + "GET /4 HTTP/1.1\r\nConnection: close\r\n\r\n"
                + "GET /5 HTTP/1.1\r\n\r\n");

        // then
        assertThat(answers.split("HTTP/1.1 200 OK")).hasSize(7);
        assertThat(answers).contains("POST /2 hello", "POST /3 abcde", "GET /4").doesNotContain("/5");
    }

    @Test
    void refuses_connections_as_soon_as_a_port_is_closed() throws IOException {
        for (int time = 0; time < 300; time++) {
            // given
            LoopbackHttpServer.Binding binding = server.bind(0, (request, connection) -> {});
            raw("GET /warm HTTP/1.1\r\nConnection: close\r\n\r\n");

            // when
            binding.close();

            // then
            assertThatThrownBy(() -> new Socket("127.0.0.1", binding.port()).close())
                    .isInstanceOf(ConnectException.class);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'nonsense\r\n\r\n', 400",
        "'GET / HTTP/1.1\r\nno colon\r\n\r\n', 400",
        "'POST / HTTP/1.1\r\nContent-Length: abc\r\n\r\n', 400",
        "'POST / HTTP/1.1\r\nContent-Length: 99999999\r\n\r\n', 413"
    })
    void refuses_what_is_not_http(String request, int status) throws IOException {
        assertThat(raw(request)).startsWith("HTTP/1.1 " + status);
    }

    @Test
    void refuses_endless_lines() throws IOException {
        assertThat(raw("GET /" + "a".repeat(70_000))).startsWith("HTTP/1.1 414");
    }

    @Test
    void serves_slow_requests_side_by_side() {
        // given
        HttpClient client = HttpClient.newHttpClient();
        var request = java.net.http.HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/slow"))
                .POST(BodyPublishers.ofString("x"))
                .build();
        long before = System.nanoTime();

        // when
        List<CompletableFuture<java.net.http.HttpResponse<String>>> answers = IntStream.range(0, 100)
                .mapToObj(number -> client.sendAsync(request, BodyHandlers.ofString()))
                .toList();

        // then
        assertThat(answers).allMatch(answer -> answer.join().body().equals("POST /slow x"));
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void frees_its_ports_and_connections_when_it_closes() throws IOException {
        // given
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
            var reader = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            assertThat(reader.readLine()).isEqualTo("HTTP/1.1 200 OK");

            // when
            server.close();

            // then
            assertThat(reader.lines().toList()).last().asString().startsWith("GET /");
        }
        assertThatThrownBy(() -> new Socket("127.0.0.1", port).close()).isInstanceOf(IOException.class);
        try (LoopbackHttpServer next = new LoopbackHttpServer()) {
            assertThat(next.bind(port, (request, connection) -> connection.close())
                            .port())
                    .isEqualTo(port);
        }
    }

    @Test
    void says_when_a_port_is_taken() {
        assertThatThrownBy(() -> server.bind(port, (request, connection) -> connection.close()))
                .isInstanceOf(IOException.class);
    }
}
