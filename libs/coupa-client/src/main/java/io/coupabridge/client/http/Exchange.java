package io.coupabridge.client.http;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * One request and its answer, with one end: whatever ends the result first (the answer, a failure, the clock, the
 * caller's cancellation) ends the exchange on the wire too.
 */
final class Exchange<T> {

    private final String host;
    private final HttpRequest request;
    private final Function<Answer, T> reader;
    private final CompletableFuture<T> result = new CompletableFuture<>();
    private final BoundedBody body;
    private volatile CompletableFuture<HttpResponse<byte[]>> call;

    Exchange(String host, HttpRequest request, int maxBodyBytes, Function<Answer, T> reader) {
        this.host = host;
        this.request = request;
        this.reader = reader;
        this.body = new BoundedBody(maxBodyBytes);
        result.whenComplete((value, failure) -> abort());
    }

    CompletableFuture<T> result() {
        return result;
    }

    void fail(Throwable failure) {
        result.completeExceptionally(failure);
    }

    void send(HttpClient client) {
        if (result.isDone()) {
            return;
        }
        long start = System.nanoTime();
        CompletableFuture<HttpResponse<byte[]>> sent = client.sendAsync(request, info -> body.of(info.statusCode()));
        call = sent;
        sent.whenComplete((response, failure) -> {
            if (failure != null) {
                fail(TransportFailure.of(host, failure));
            } else {
                finish(answer(response, System.nanoTime() - start));
            }
        });
        if (result.isDone()) {
            // cancelled while it was being sent
            abort();
        }
    }

    private Answer answer(HttpResponse<byte[]> response, long nanos) {
        return new Answer(
                host, request.uri().getPath(), response.statusCode(), response.headers(), response.body(), nanos);
    }

    private void finish(Answer answer) {
        try {
            result.complete(reader.apply(answer));
        } catch (Throwable failure) {
            // an Error too: nobody may wait for ever
            result.completeExceptionally(failure);
        }
    }

    private void abort() {
        CompletableFuture<HttpResponse<byte[]>> running = call;
        if (running != null && !running.isDone()) {
            running.cancel(true);
            body.stop(new BodyAbandonedException());
        }
    }

    /** Nobody waits for the body any more. */
    private static final class BodyAbandonedException extends Exception {
        BodyAbandonedException() {
            super("The body is not wanted any more.", null, false, false);
        }
    }
}
