package io.coupabridge.token.grant;

import io.coupabridge.client.address.BaseUrl;
import io.coupabridge.client.failure.CertificateFault;
import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.quarkus.tls.runtime.config.TlsConfigUtils;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Whether a server's certificate is why nothing came of a grant: the OIDC client does not say why it has no connection.
 * Makes one more of its own, by the same rules, and sends nothing on it.
 */
@Singleton
class CertificateCheck {

    private static final int HTTPS = 443;

    private final HttpClient client;

    @Inject
    CertificateCheck(Vertx vertx, TlsConfigurationRegistry tls, GrantConfig config) {
        this(vertx, options(tls).setConnectTimeout((int) config.timeout().toMillis()));
    }

    CertificateCheck(Vertx vertx, HttpClientOptions options) {
        client = vertx.createHttpClient(options);
    }

    /**
     * @param address to connect to
     * @return in words that go on from "its certificate"; empty when it is accepted, or when there is no connection at all
     */
    CompletableFuture<Optional<String>> fault(BaseUrl baseUrl, String address) {
        if (!baseUrl.origin().getScheme().equals("https")) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        int port = baseUrl.origin().getPort() < 0 ? HTTPS : baseUrl.origin().getPort();
        RequestOptions connection = new RequestOptions()
                .setServer(SocketAddress.inetSocketAddress(port, address))
                .setHost(baseUrl.host())
                .setPort(port)
                .setSsl(true);
        return client.request(connection)
                .map(request -> {
                    // without a handler Vert.x logs that the request had no answer
                    request.exceptionHandler(unsent -> {}).connection().close();
                    return Optional.<String>empty();
                })
                .otherwise(CertificateFault::in)
                .toCompletionStage()
                .toCompletableFuture();
    }

    @PreDestroy
    void close() {
        client.close();
    }

    /** What the operator has said of TLS holds for grants, so it holds here. */
    private static HttpClientOptions options(TlsConfigurationRegistry tls) {
        HttpClientOptions options = new HttpClientOptions();
        TlsConfiguration.from(tls, Optional.empty()).ifPresent(own -> TlsConfigUtils.configure(options, own));
        return options;
    }
}
