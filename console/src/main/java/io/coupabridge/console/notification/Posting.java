package io.coupabridge.console.notification;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.RequestOptions;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One POST. Its answer is the status; of the body so much is read as to let an honest server end it, and nothing is kept. On
 * the connection nothing else is sent.
 */
final class Posting {

    private static final int MOST_READ = 64 * 1024;

    private final CompletableFuture<Integer> over = new CompletableFuture<>();
    private volatile HttpClientRequest request;
    private volatile Integer status;
    private int read;

    /**
     * @return the status
     * @throws TimeoutException when there is none in time
     * @throws ExecutionException when the connection fails before there is one
     */
    int send(HttpClient client, RequestOptions options, Buffer body, long nanos)
            throws TimeoutException, ExecutionException, InterruptedException {
        client.request(options).onComplete(unsent -> begin(unsent, body), over::completeExceptionally);
        try {
            return over.get(nanos, TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException e) {
            // an answer that has begun counts, however it ends
            if (status == null) {
                throw e;
            }
            return status;
        } finally {
            end();
        }
    }

    private void begin(HttpClientRequest unsent, Buffer body) {
        request = unsent;
        // its failures come with the response; without a handler Vert.x logs them
        unsent.exceptionHandler(failure -> {});
        if (over.isDone()) {
            unsent.reset();
            return;
        }
        unsent.response().onComplete(this::answered, over::completeExceptionally);
        unsent.end(body).onFailure(over::completeExceptionally);
    }

    private void answered(HttpClientResponse response) {
        status = response.statusCode();
        response.exceptionHandler(over::completeExceptionally)
                .handler(this::count)
                .endHandler(nothing -> over.complete(status));
    }

    private void count(Buffer chunk) {
        read += chunk.length();
        if (read > MOST_READ) {
            over.complete(status);
            request.reset();
        }
    }

    private void end() {
        over.cancel(false);
        HttpClientRequest sent = request;
        if (sent != null) {
            sent.reset();
        }
    }
}
