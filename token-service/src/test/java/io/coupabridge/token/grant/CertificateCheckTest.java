package io.coupabridge.token.grant;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.client.address.BaseUrl;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.SelfSignedCertificate;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Servers on 127.0.0.1 under a name that leads nowhere. */
@Timeout(60)
class CertificateCheckTest {

    private static final String HOST = "acme.coupahost.com";
    private static final String TRUST_STORE = "javax.net.ssl.trustStore";
    private static final SelfSignedCertificate OWN = SelfSignedCertificate.create(HOST);
    private static final SelfSignedCertificate FOREIGN = SelfSignedCertificate.create("evil.example");
    private static final Duration BOUND = Duration.ofSeconds(20);

    private final Vertx vertx = Vertx.vertx();
    private final AtomicInteger served = new AtomicInteger();

    @AfterEach
    void stop() {
        vertx.close();
    }

    @Test
    void finds_no_fault_with_a_certificate_that_is_trusted_and_sends_nothing() throws Exception {
        // when
        CompletableFuture<Optional<String>> fault = check(trusting(OWN), serve(OWN));

        // then
        assertThat(fault).succeedsWithin(BOUND).isEqualTo(Optional.empty());
        assertThat(served).hasValue(0);
    }

    @Test
    void tells_the_certificate_of_another_name() throws Exception {
        // when
        CompletableFuture<Optional<String>> fault = check(trusting(FOREIGN), serve(FOREIGN));

        // then
        assertThat(fault).succeedsWithin(BOUND).isEqualTo(Optional.of("is for another name"));
    }

    @Test
    void tells_the_certificate_of_an_authority_that_nobody_trusts() throws Exception {
        // when
        CompletableFuture<Optional<String>> fault = check(new HttpClientOptions(), serve(OWN));

        // then
        assertThat(fault).succeedsWithin(BOUND).isEqualTo(Optional.of("is of no authority that is trusted here"));
    }

    @Test
    void trusts_the_authorities_that_java_is_told_of(@TempDir Path directory) throws Exception {
        // given
        System.setProperty(TRUST_STORE, trustStore(OWN, directory));
        try {
            // when
            CompletableFuture<Optional<String>> fault = check(new HttpClientOptions(), serve(OWN));

            // then
            assertThat(fault).succeedsWithin(BOUND).isEqualTo(Optional.empty());
        } finally {
            System.clearProperty(TRUST_STORE);
        }
    }

    @Test
    void blames_no_certificate_where_nobody_listens() {
        assertThat(check(new HttpClientOptions(), 1)).succeedsWithin(BOUND).isEqualTo(Optional.empty());
    }

    @Test
    void blames_no_certificate_of_a_server_without_one() throws Exception {
        // given
        int port = serve(new HttpServerOptions());

        // when
        CompletableFuture<Optional<String>> fault = check(new HttpClientOptions(), port);

        // then
        assertThat(fault).succeedsWithin(BOUND).isEqualTo(Optional.empty());
    }

    private CompletableFuture<Optional<String>> check(HttpClientOptions options, int port) {
        BaseUrl baseUrl = new BaseUrl(URI.create("https://" + HOST + ":" + port));
        return new CertificateCheck(vertx, options).fault(baseUrl, "127.0.0.1");
    }

    private static HttpClientOptions trusting(SelfSignedCertificate certificate) {
        return new HttpClientOptions().setTrustOptions(certificate.trustOptions());
    }

    private static String trustStore(SelfSignedCertificate certificate, Path directory) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        try (InputStream pem = Files.newInputStream(Path.of(certificate.certificatePath()))) {
            store.setCertificateEntry(
                    "authority", CertificateFactory.getInstance("X.509").generateCertificate(pem));
        }
        Path file = directory.resolve("trust.p12");
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, "".toCharArray());
        }
        return file.toString();
    }

    private int serve(SelfSignedCertificate certificate) throws Exception {
        return serve(new HttpServerOptions().setSsl(true).setKeyCertOptions(certificate.keyCertOptions()));
    }

    private int serve(HttpServerOptions options) throws Exception {
        HttpServer server = vertx.createHttpServer(options.setHost("127.0.0.1").setPort(0))
                .requestHandler(request -> {
                    served.incrementAndGet();
                    request.response().end();
                });
        return server.listen()
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS)
                .actualPort();
    }
}
