package io.coupabridge.client.http;

import io.coupabridge.client.http.HostLoops.HostLoop;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * One request and its answer, with one end: whatever ends the result first (the answer, a failure, the clock, the
 * caller's cancellation) ends the exchange on the wire too. A refusal is told by its status (coupa-api §7): of its body,
 * the beginning is enough, however it ends.
 *
 * <p>The wire is the business of the host's event loop, which the reader of a large answer would hold up: that one works
 * on the executor, where the result is completed. A small page that comes unpacked is read at once: another thread would
 * cost more than it spares.
 */
final class Exchange<T> {

    /** What may be of use in a refusal. */
    private static final int LARGEST_REFUSAL = 64 * 1024;

    /** Read in half a millisecond, as a rule; the worst that it can hold takes some ten. */
    private static final int SMALL_BODY = 64 * 1024;

    private final RequestOptions question;
    private final int maxBodyBytes;
    private final BooleanSupplier mayStart;
    private final Runnable sent;
    private final Function<HttpAnswer, T> reader;
    private final Executor executor;
    private final CompletableFuture<T> result = new CompletableFuture<>();

    private volatile HostLoop loop;
    /** Whether all is said on the wire. The connection may be another exchange's by then, so it must not be reset. */
    private volatile boolean over;

    // of the event loop alone
    private long start;
    private HttpClientRequest request;
    private HttpClientResponse response;
    private BoundedBody body;

    /**
     * @param mayStart asked on the event loop, before there is a connection and once there is one: making one, with TLS,
     *     may take longer than the time in which the request may start
     * @param sent told on the event loop, once it is settled that the request goes out
     */
    Exchange(
            RequestOptions question,
            int maxBodyBytes,
            BooleanSupplier mayStart,
            Runnable sent,
            Function<HttpAnswer, T> reader,
            Executor executor) {
        this.question = question;
        this.maxBodyBytes = maxBodyBytes;
        this.mayStart = mayStart;
        this.sent = sent;
        this.reader = reader;
        this.executor = executor;
        result.whenComplete((value, failure) -> abort());
    }

    CompletableFuture<T> result() {
        return result;
    }

    void fail(Throwable failure) {
        result.completeExceptionally(failure);
    }

    /** Sends the request to this address and no other, whatever the host's name leads to by then. */
    void send(Transport transport, InetAddress address) {
        // as a number: by name, the pool would not tell one address of a host from another
        question.setServer(SocketAddress.inetSocketAddress(question.getPort(), address.getHostAddress()));
        send(transport);
    }

    void send(Transport transport) {
        HostLoop loopOfHost = transport.loop(host());
        loop = loopOfHost;
        try {
            loopOfHost.run(() -> connect(transport));
        } catch (RejectedExecutionException closed) {
            fail(closed);
        }
    }

    private void connect(Transport transport) {
        if (result.isDone()) {
            return;
        }
        if (!mayStart.getAsBoolean()) {
            end(new TooLateException());
            return;
        }
        try {
            transport
                    .connect(question)
                    .onComplete(this::connected, failure -> end(TransportFailure.connecting(host(), failure)));
        } catch (RuntimeException closed) {
            end(closed);
        }
    }

    private void connected(HttpClientRequest unsent) {
        request = unsent;
        // its failures come with the response; without a handler Vert.x logs them too
        request.exceptionHandler(failure -> {});
        if (!over && !mayStart.getAsBoolean()) {
            end(new TooLateException());
        }
        if (over || result.isDone()) {
            over = true;
            // nothing was sent, so the connection stays, for the next request
            request.reset();
            return;
        }
        sent.run();
        start = System.nanoTime();
        request.response().onComplete(this::begun, this::broken);
        request.end().onFailure(this::broken);
    }

    private void begun(HttpClientResponse beginning) {
        response = beginning;
        if (!Transport.believes(response.getHeader(HttpHeaders.KEEP_ALIVE))) {
            // Vert.x would put it in place of its own bound, once the answer has ended
            response.headers().remove(HttpHeaders.KEEP_ALIVE);
        }
        body = new BoundedBody(isRefusal() ? Math.min(maxBodyBytes, LARGEST_REFUSAL) : maxBodyBytes, announced());
        response.exceptionHandler(this::broken).handler(this::received).endHandler(nothing -> finish());
        if (response.statusCode() < 200) {
            // no answer to a request like ours, so nobody knows what comes after it
            finish();
            request.reset();
        }
    }

    private void received(Buffer chunk) {
        if (over || body.add(chunk)) {
            return;
        }
        if (isRefusal()) {
            finish();
        } else {
            end(TransportFailure.tooLarge(host()));
        }
        request.reset();
    }

    private void broken(Throwable failure) {
        if (isRefusal()) {
            finish();
        } else {
            end(TransportFailure.answering(host(), failure));
        }
    }

    private void finish() {
        if (over) {
            return;
        }
        long nanos = System.nanoTime() - start;
        HttpAnswer answer =
                new HttpAnswer(host(), path(), response.statusCode(), response.headers(), body.soFar(), nanos);
        end(isSmallPage(answer) ? Runnable::run : executor, () -> result.complete(reader.apply(answer)));
    }

    private void end(Throwable failure) {
        end(executor, () -> fail(failure));
    }

    private void end(Executor where, Runnable completion) {
        if (over) {
            return;
        }
        over = true;
        try {
            where.execute(() -> {
                try {
                    completion.run();
                } catch (Throwable failure) {
                    // an Error too: nobody may wait for ever
                    fail(failure);
                }
            });
        } catch (Throwable notStarted) {
            fail(notStarted);
        }
    }

    private void abort() {
        HostLoop running = loop;
        if (over || running == null) {
            return;
        }
        try {
            running.run(this::reset);
        } catch (RejectedExecutionException closed) {
            // and every connection with it
            over = true;
        }
    }

    private void reset() {
        if (over) {
            return;
        }
        over = true;
        if (request != null) {
            request.reset();
        }
    }

    private boolean isRefusal() {
        return response != null && (response.statusCode() < 200 || response.statusCode() > 299);
    }

    /** Unpacked, it may be a thousand times as large. Refusals are rare, and looked at in other ways. */
    private boolean isSmallPage(HttpAnswer answer) {
        return !isRefusal()
                && answer.body().length <= SMALL_BODY
                && answer.header("Content-Encoding").isEmpty();
    }

    private long announced() {
        String length = response.getHeader(HttpHeaders.CONTENT_LENGTH);
        // a number: the answer would not have come this far otherwise
        return length == null ? -1 : Long.parseLong(length);
    }

    private String host() {
        return question.getHost();
    }

    private String path() {
        return question.getURI().split("\\?", 2)[0];
    }
}
