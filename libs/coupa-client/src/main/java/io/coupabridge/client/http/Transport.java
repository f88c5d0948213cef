package io.coupabridge.client.http;

import io.coupabridge.client.http.HostLoops.HostLoop;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Vert.x' HTTP client as Coupas need it. It follows no redirect, keeps no cookie, unpacks nothing and repeats nothing,
 * since it does so only when told to. Thread-safe.
 */
final class Transport implements AutoCloseable {

    /** More than a budget lets be under way; what is beyond waits, within the time of its exchange. */
    private static final int CONNECTIONS_PER_ADDRESS = 256;

    /** A run at work uses each every second. Idle ones cost some kilobytes, and every tenant has its own. */
    private static final int IDLE_SECONDS = 10;

    private static final int LARGEST_HEAD = 128 * 1024;
    private static final int LARGEST_CHUNK = 64 * 1024;

    /** With a timeout of one or two digits. */
    private static final Pattern KEEP_ALIVE = Pattern.compile("timeout=([1-9]\\d?)(?:\\D.*)?");

    private final HttpClient client;
    private final HostLoops loops;

    Transport(Vertx vertx, HttpClientOptions options) {
        client = vertx.httpClientBuilder()
                .with(options)
                .with(new PoolOptions().setHttp1MaxSize(CONNECTIONS_PER_ADDRESS))
                // the exchange hears of it too; without a handler Vert.x logs it, and quotes what was received
                .withConnectHandler(connection -> connection.exceptionHandler(failure -> {}))
                .build();
        loops = new HostLoops(vertx);
    }

    static HttpClientOptions options(Duration connectTimeout, Duration handshakeTimeout) {
        return new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_1_1)
                .setConnectTimeout((int) connectTimeout.toMillis())
                .setSslHandshakeTimeout(handshakeTimeout.toMillis())
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
                // a gateway on the way forgets connections without a word
                .setKeepAliveTimeout(IDLE_SECONDS)
                .setMaxInitialLineLength(LARGEST_HEAD)
                .setMaxHeaderSize(LARGEST_HEAD)
                .setMaxChunkSize(LARGEST_CHUNK);
    }

    /**
     * Whether a server may say so of how long it keeps an idle connection: only that it is shorter than usual. A gateway on
     * the way would forget a longer one, and 0 seconds would be for ever.
     *
     * @param keepAlive the header of that name; null when there is none
     */
    static boolean believes(String keepAlive) {
        if (keepAlive == null) {
            return true;
        }
        Matcher timeout = KEEP_ALIVE.matcher(keepAlive);
        return timeout.matches() && Integer.parseInt(timeout.group(1)) < IDLE_SECONDS;
    }

    /** Where {@link #connect} to this host must be called, and calls back. */
    HostLoop loop(String host) {
        return loops.of(host);
    }

    /** A connection, new or not, with a request that is not sent yet. */
    Future<HttpClientRequest> connect(RequestOptions question) {
        return client.request(question);
    }

    /** Ends every connection. */
    @Override
    public void close() {
        client.close();
        loops.close();
    }
}
