package io.coupabridge.client.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.client.address.BaseUrl;
import io.coupabridge.client.failure.UnavailableException;
import io.coupabridge.client.failure.UnavailableException.Kind;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PfxOptions;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Requests over TLS to an address that was checked. No name of these tests leads anywhere. */
@Timeout(30)
class PinnedAddressTest {

    private static final String HOST = "acme.coupahost.com";

    @TempDir
    private Path directory;

    private final Vertx vertx = Vertx.vertx();
    private final List<String> served = new CopyOnWriteArrayList<>();

    @AfterEach
    void stop() {
        vertx.close();
    }

    @Test
    void connects_to_the_address_and_speaks_to_the_name() throws Exception {
        // given
        PfxOptions certificate = TestCertificate.of(HOST, directory);
        int port = serve(certificate, "127.0.0.1", "one");
        try (Transport transport = new Transport(vertx, trusting(certificate))) {
            // when
            CompletableFuture<String> body = send(transport, port, "127.0.0.1");
            // then
            assertThat(body.get(20, TimeUnit.SECONDS)).isEqualTo("one");
            assertThat(served).containsExactly("one as " + HOST + ":" + port + " by " + HOST);
        }
    }

    /** Connections of one name are not all the same: the next request may be allowed to go to another address only. */
    @Test
    void takes_no_connection_to_another_address_of_the_name() throws Exception {
        // given
        PfxOptions certificate = TestCertificate.of(HOST, directory);
        int port = serve(certificate, "127.0.0.1", "one");
        listen(certificate, "127.0.0.2", "two", port);
        try (Transport transport = new Transport(vertx, trusting(certificate))) {
            // when / then
            assertThat(send(transport, port, "127.0.0.1").get(20, TimeUnit.SECONDS))
                    .isEqualTo("one");
            assertThat(send(transport, port, "127.0.0.2").get(20, TimeUnit.SECONDS))
                    .isEqualTo("two");
        }
    }

    @Test
    void sends_nothing_to_a_server_with_the_certificate_of_another_name() throws Exception {
        // given
        PfxOptions certificate = TestCertificate.of("evil.example", directory);
        int port = serve(certificate, "127.0.0.1", "evil");
        try (Transport transport = new Transport(vertx, trusting(certificate))) {
            // when / then
            assertRefused(send(transport, port, "127.0.0.1"), "is for another name");
        }
    }

    @Test
    void sends_nothing_to_a_server_with_a_certificate_that_has_expired() throws Exception {
        // given
        TestCertificate.Issued issued = TestCertificate.expired(HOST, directory);
        int port = serve(issued.certificate(), "127.0.0.1", "old");
        try (Transport transport = new Transport(vertx, trusting(issued.authority()))) {
            // when / then
            assertRefused(send(transport, port, "127.0.0.1"), "has expired");
        }
    }

    @Test
    void sends_nothing_to_a_server_with_a_certificate_of_nobody_known() throws Exception {
        // given
        int port = serve(TestCertificate.of(HOST, directory), "127.0.0.1", "evil");
        try (Transport transport = new Transport(vertx, options())) {
            // when / then
            assertRefused(send(transport, port, "127.0.0.1"), "is of no authority that is trusted here");
        }
    }

    private int serve(PfxOptions certificate, String address, String name) throws Exception {
        return listen(certificate, address, name, 0);
    }

    private int listen(PfxOptions certificate, String address, String name, int port) throws Exception {
        HttpServerOptions options = new HttpServerOptions()
                .setSsl(true)
                .setSni(true)
                .setKeyCertOptions(certificate)
                .setHost(address)
                .setPort(port);
        HttpServer server = vertx.createHttpServer(options).requestHandler(request -> {
            served.add(name + " as " + request.authority() + " by "
                    + request.connection().indicatedServerName());
            request.response().end(name);
        });
        return server.listen()
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS)
                .actualPort();
    }

    private static HttpClientOptions options() {
        return Transport.options(Duration.ofSeconds(5), Duration.ofSeconds(10));
    }

    private static HttpClientOptions trusting(PfxOptions certificate) {
        return options().setTrustOptions(certificate);
    }

    private static CompletableFuture<String> send(Transport transport, int port, String address) throws Exception {
        RequestOptions question = Question.of(new BaseUrl(URI.create("https://" + HOST + ":" + port)), "/");
        Exchange<String> exchange = new Exchange<>(
                question, 1_000, () -> true, () -> {}, answer -> new String(answer.body()), Runnable::run);
        // as a look-up tells it: with the name
        exchange.send(
                transport,
                InetAddress.getByAddress(HOST, InetAddress.getByName(address).getAddress()));
        return exchange.result();
    }

    private void assertRefused(CompletableFuture<String> body, String fault) {
        assertThat(body)
                .failsWithin(Duration.ofSeconds(20))
                .withThrowableThat()
                .havingCause()
                .isInstanceOfSatisfying(UnavailableException.class, refused -> {
                    assertThat(refused.kind()).isEqualTo(Kind.TLS);
                    assertThat(refused).hasMessageStartingWith("The certificate of " + HOST + " " + fault + ".");
                });
        assertThat(served).isEmpty();
    }
}
