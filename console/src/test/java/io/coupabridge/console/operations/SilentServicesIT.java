package io.coupabridge.console.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.console.ConsoleTest;
import io.coupabridge.testing.Browser;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Services that take connections and say nothing. */
@QuarkusTest
@QuarkusTestResource(value = SilentServicesIT.Silence.class, restrictToAnnotatedClass = true)
class SilentServicesIT extends ConsoleTest {

    /** The console waits for four seconds for an answer, and asks five questions for this page. */
    private static final Duration BOUND = Duration.ofSeconds(12);

    /** One socket that stands for all services; connections wait in its backlog. */
    public static final class Silence implements QuarkusTestResourceLifecycleManager {

        private ServerSocket socket;

        @Override
        public Map<String, String> start() {
            try {
                socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            String url = "http://127.0.0.1:" + socket.getLocalPort();
            return Map.of(
                    "coupabridge.services.token", url,
                    "coupabridge.services.roster", url,
                    "coupabridge.services.expense", url);
        }

        @Override
        public void stop() {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Test
    void cost_the_page_the_time_of_one() {
        // given
        Browser operator = Browser.of(console, "operator");
        long begin = System.nanoTime();

        // when
        HttpResponse<String> page = operator.get("/operations");

        // then
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(BOUND);
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body())
                .contains("Not available. token-service does not answer.")
                .contains("Not available. roster-service does not answer.")
                .contains("Not available. expense-service does not answer.");
    }
}
