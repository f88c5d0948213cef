package io.coupabridge.console.notification;

import io.coupabridge.client.failure.CertificateFault;
import io.coupabridge.console.notification.DeliveryTry.Fault;
import io.coupabridge.edge.address.PinnedAddress;
import io.coupabridge.edge.address.PinnedAddress.NotPublicException;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Posts to webhooks: to the address that was checked and to no other, without following redirects, within ten seconds in
 * all. Each post has a connection of its own. Thread-safe.
 */
@Singleton
class WebhookClient {

    static final Duration LONGEST = Duration.ofSeconds(10);

    private static final int CONNECT_MILLIS = 5_000;
    private static final int LARGEST_HEAD = 16 * 1024;
    private static final int CONNECTIONS_PER_ADDRESS = 64;

    private final PinnedAddress addresses;
    private final HttpClient client;

    WebhookClient(PinnedAddress addresses, Vertx vertx) {
        this.addresses = addresses;
        this.client = vertx.httpClientBuilder()
                .with(new HttpClientOptions()
                        .setConnectTimeout(CONNECT_MILLIS)
                        .setSslHandshakeTimeout(CONNECT_MILLIS)
                        .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
                        .setKeepAlive(false)
                        .setMaxInitialLineLength(LARGEST_HEAD)
                        .setMaxHeaderSize(LARGEST_HEAD))
                .with(new PoolOptions().setHttp1MaxSize(CONNECTIONS_PER_ADDRESS))
                // without a handler Vert.x logs it, and quotes what was received
                .withConnectHandler(connection -> connection.exceptionHandler(failure -> {}))
                .build();
    }

    DeliveryTry post(WebhookAddress address, Map<String, String> headers, byte[] body) {
        long end = System.nanoTime() + LONGEST.toNanos();
        try {
            String ip = addresses.of(address.origin()).get(LONGEST.toNanos(), TimeUnit.NANOSECONDS);
            RequestOptions options = options(address, ip);
            headers.forEach(options::putHeader);
            return DeliveryTry.of(new Posting().send(client, options, Buffer.buffer(body), end - System.nanoTime()));
        } catch (TimeoutException e) {
            return DeliveryTry.failed(Fault.TIMEOUT);
        } catch (ExecutionException e) {
            return DeliveryTry.failed(fault(e.getCause()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return DeliveryTry.failed(Fault.INTERNAL);
        }
    }

    /** What there is against sending anything there now; null when there is nothing. */
    Fault lookUp(WebhookAddress address) {
        try {
            addresses.of(address.origin()).get(CONNECT_MILLIS, TimeUnit.MILLISECONDS);
            return null;
        } catch (TimeoutException e) {
            return Fault.HOST_NOT_FOUND;
        } catch (ExecutionException e) {
            return fault(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Fault.INTERNAL;
        }
    }

    private static RequestOptions options(WebhookAddress address, String ip) {
        URI origin = address.origin().origin();
        boolean https = origin.getScheme().equals("https");
        int usual = https ? 443 : 80;
        int port = origin.getPort() == -1 ? usual : origin.getPort();
        return new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setSsl(https)
                .setHost(address.origin().host())
                .setPort(port)
                .setServer(SocketAddress.inetSocketAddress(port, ip))
                .setURI(address.target());
    }

    private static Fault fault(Throwable failure) {
        if (failure instanceof NotPublicException) {
            return Fault.ADDRESS_NOT_PUBLIC;
        }
        if (failure instanceof UnknownHostException) {
            return Fault.HOST_NOT_FOUND;
        }
        return CertificateFault.in(failure).isPresent() ? Fault.CERTIFICATE : Fault.CONNECTION;
    }

    @PreDestroy
    void close() {
        client.close();
    }
}
