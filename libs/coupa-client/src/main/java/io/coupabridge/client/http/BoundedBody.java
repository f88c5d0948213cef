package io.coupabridge.client.http;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/**
 * Collects a body up to a limit; as soon as there is more, it fails and breaks the connection off. A refusal is told by its
 * status (coupa-api §7): of its body, {@link #soFar the beginning} is enough, however it ends.
 */
final class BoundedBody implements HttpResponse.BodySubscriber<byte[]> {

    /** What may be of use in a refusal. */
    private static final int LARGEST_REFUSAL = 64 * 1024;

    private final CompletableFuture<byte[]> body = new CompletableFuture<>();
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private volatile Flow.Subscription subscription;
    private volatile HttpResponse.ResponseInfo refusal;
    private volatile int limit;

    BoundedBody(int limit) {
        this.limit = limit;
    }

    /** The same, for the answer that begins so. */
    BoundedBody of(HttpResponse.ResponseInfo beginning) {
        if (beginning.statusCode() < 200 || beginning.statusCode() > 299) {
            limit = Math.min(limit, LARGEST_REFUSAL);
            refusal = beginning;
        }
        return this;
    }

    /** How the answer begins when it is a refusal, whatever has become of it since; empty as long as none has begun. */
    Optional<HttpResponse.ResponseInfo> refusal() {
        return Optional.ofNullable(refusal);
    }

    byte[] soFar() {
        return received.toByteArray();
    }

    @Override
    public CompletionStage<byte[]> getBody() {
        return body;
    }

    @Override
    public void onSubscribe(Flow.Subscription newSubscription) {
        subscription = newSubscription;
        if (body.isDone()) {
            newSubscription.cancel();
        } else {
            newSubscription.request(Long.MAX_VALUE);
        }
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        for (ByteBuffer buffer : buffers) {
            if (body.isDone()) {
                return;
            }
            if (received.size() + buffer.remaining() > limit) {
                stop(new BodyTooLargeException());
                return;
            }
            byte[] bytes = new byte[buffer.remaining()];
            buffer.get(bytes);
            received.writeBytes(bytes);
        }
    }

    @Override
    public void onError(Throwable failure) {
        body.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
        body.complete(soFar());
    }

    /** Ends the body and the connection with it; does nothing when the body is complete. */
    void stop(Throwable reason) {
        if (body.completeExceptionally(reason) && subscription != null) {
            subscription.cancel();
        }
    }

    /** There was more than the limit. */
    static final class BodyTooLargeException extends Exception {
        BodyTooLargeException() {
            super("The body is larger than allowed.", null, false, false);
        }
    }
}
