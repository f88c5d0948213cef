package io.coupabridge.client.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class ExchangeTest {

    private static final Vertx VERTX = Vertx.vertx();

    @AfterAll
    static void stop() {
        VERTX.close().toCompletionStage().toCompletableFuture().join();
    }

    @ParameterizedTest
    @CsvSource({
        "200, 2, X-Nothing: to see, 0",
        "200, 65536, X-Nothing: to see, 0",
        "200, 65537, X-Nothing: to see, 1",
        "200, 2, Content-Encoding: gzip, 1",
        "403, 2, X-Nothing: to see, 1"
    })
    void reads_a_small_page_on_the_event_loop_and_elsewhere_what_is_large_or_packed_or_a_refusal(
            int status, int bytes, String header, int readElsewhere) throws Exception {
        String answer = "HTTP/1.1 " + status + " OK\r\nContent-Length: " + bytes + "\r\n" + header + "\r\n\r\n"
                + "x".repeat(bytes);
        try (ScriptedServer server = ScriptedServer.sending(answer);
                Transport transport =
                        new Transport(VERTX, Transport.options(Duration.ofSeconds(5), Duration.ofSeconds(5)))) {
            // given
            AtomicInteger elsewhere = new AtomicInteger();
            Exchange<Integer> exchange = new Exchange<>(
                    Question.of(server.baseUrl(), "/"),
                    100_000,
                    () -> true,
                    () -> {},
                    read -> read.body().length,
                    task -> {
                        elsewhere.incrementAndGet();
                        task.run();
                    });

            // when
            exchange.send(transport);

            // then
            assertThat(exchange.result()).succeedsWithin(Duration.ofSeconds(20)).isEqualTo(bytes);
            assertThat(elsewhere).hasValue(readElsewhere);
        }
    }
}
