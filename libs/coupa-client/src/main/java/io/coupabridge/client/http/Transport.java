package io.coupabridge.client.http;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.VertxInternal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Vert.x' HTTP client as Coupas need it. It follows no redirect, keeps no cookie, unpacks nothing and repeats nothing,
 * since it does so only when told to. Everything of one host happens on one event loop, so that no exchange changes threads
 * on its way. Thread-safe.
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
    private final List<ContextInternal> loops;

    Transport(Vertx vertx, HttpClientOptions options) {
        client = vertx.httpClientBuilder()
                .with(options)
                .with(new PoolOptions().setHttp1MaxSize(CONNECTIONS_PER_ADDRESS))
                // the exchange hears of it too; without a handler Vert.x logs it, and quotes what was received
                .withConnectHandler(connection -> connection.exceptionHandler(failure -> {}))
                .build();
        // not those of the threads that call: theirs may belong to a request that is served, or to a worker
        loops = Stream.<ContextInternal>generate(((VertxInternal) vertx)::createEventLoopContext)
                .limit(Runtime.getRuntime().availableProcessors())
                .toList();
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
    ContextInternal loop(String host) {
        return loops.get(Math.floorMod(host.hashCode(), loops.size()));
    }

    /**
     * Runs a task on the thread of that loop, once the time has passed; not at all when Vert.x is closed meanwhile.
     *
     * @throws RejectedExecutionException when Vert.x is closed already
     */
    void onLoop(String host, long delayNanos, Runnable task) {
        loop(host).nettyEventLoop().schedule(task, delayNanos, TimeUnit.NANOSECONDS);
    }

    /** A connection, new or not, with a request that is not sent yet. */
    Future<HttpClientRequest> connect(RequestOptions question) {
        return client.request(question);
    }

    /** Ends every connection. */
    @Override
    public void close() {
        client.close();
    }
}
