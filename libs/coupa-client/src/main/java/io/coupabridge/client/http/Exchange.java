package io.coupabridge.client.http;

import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
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
        CompletableFuture<HttpResponse<byte[]>> sent = client.sendAsync(request, body::of);
        call = sent;
        sent.whenComplete((response, failure) -> {
            long nanos = System.nanoTime() - start;
            if (failure == null) {
                finish(answer(response.statusCode(), response.headers(), response.body(), nanos));
                return;
            }
            // a refusal's body may have failed, or the client saw the connection end before it handed the body over
            body.refusal()
                    .ifPresentOrElse(
                            refusal -> finish(answer(refusal.statusCode(), refusal.headers(), body.soFar(), nanos)),
                            () -> fail(TransportFailure.of(host, failure)));
        });
        if (result.isDone()) {
            // cancelled while it was being sent
            abort();
        }
    }

    private Answer answer(int status, HttpHeaders headers, byte[] bytes, long nanos) {
        return new Answer(host, request.uri().getPath(), status, headers, bytes, nanos);
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
