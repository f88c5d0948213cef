package io.coupabridge.simulator.limit;

import io.coupabridge.simulator.http.HttpConnection;
import io.coupabridge.simulator.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;

/**
 * Coupa's request limit: a leaky bucket as a reverse proxy keeps it (coupa-api §3.9). Off until it is set. Counts by a
 * monotonic clock. Thread-safe.
 */
public final class Limits {

    /** The rate that Coupa documents, a second. */
    public static final double COUPA_RATE = 25;

    /** The burst that Coupa documents. */
    public static final int COUPA_BURST = 20;

    private final LongSupplier nanos;
    private double rate;
    private int burst;
    private int rejectStatus = 429;
    private RetryAfterForm retryAfter = RetryAfterForm.NONE;
    private Duration retryAfterTime = Duration.ofSeconds(1);
    private boolean queueing;
    private double neighbourShare;
    private boolean countsGrants;
    private double level;
    private long lastNanos;
    private long rejected;

    public Limits() {
        this(System::nanoTime);
    }

    Limits(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** Coupa's own: 25 requests a second and a burst of 20. */
    public Limits on() {
        return on(COUPA_RATE, COUPA_BURST);
    }

    public synchronized Limits on(double requestsPerSecond, int burstSize) {
        rate = requestsPerSecond;
        burst = burstSize;
        level = 0;
        lastNanos = nanos.getAsLong();
        return this;
    }

    public synchronized Limits off() {
        rate = 0;
        return this;
    }

    /** 429 (default) or 503. */
    public synchronized Limits rejectWith(int status) {
        rejectStatus = status;
        return this;
    }

    public synchronized Limits retryAfter(RetryAfterForm form, Duration time) {
        retryAfter = form;
        retryAfterTime = time;
        return this;
    }

    /** Requests of the burst wait in a queue for their turn instead of being let through at once; off by default. */
    public synchronized Limits queueing(boolean on) {
        queueing = on;
        return this;
    }

    /** Another client of the same instance takes this share of the rate, from 0 to 1, from now on. */
    public synchronized Limits neighbour(double share) {
        leak();
        neighbourShare = share;
        return this;
    }

    /** Whether the token endpoint counts too; off by default. */
    public synchronized Limits countGrants(boolean on) {
        countsGrants = on;
        return this;
    }

    public synchronized boolean countsGrants() {
        return countsGrants;
    }

    public synchronized long rejectedCount() {
        return rejected;
    }

    /**
     * What happens to one request.
     *
     * @param refusal the answer; null when it is let through
     * @param queued how long it waits for its turn first
     */
    public record Admission(HttpResponse refusal, Duration queued) {}

    private static final Admission AT_ONCE = new Admission(null, Duration.ZERO);

    /** Counts a request that arrived now. */
    public synchronized Admission admit() {
        if (rate <= 0) {
            return AT_ONCE;
        }
        leak();
        if (level + 1 > burst + 1) {
            rejected++;
            return new Admission(refusal(), Duration.ZERO);
        }
        double ahead = level;
        level += 1;
        return queueing ? new Admission(null, Duration.ofNanos((long) (ahead / share() * 1e9))) : AT_ONCE;
    }

    private double share() {
        return Math.max(0.001, rate * (1 - neighbourShare));
    }

    private void leak() {
        long now = nanos.getAsLong();
        level = Math.max(0, level - (now - lastNanos) / 1e9 * share());
        lastNanos = now;
    }

    private HttpResponse refusal() {
        HttpResponse refusal = rejectStatus == 503
                ? HttpResponse.of(503, HttpResponse.HTML, "<h1>503 Service Temporarily Unavailable</h1>")
                : HttpResponse.of(rejectStatus, HttpResponse.JSON, "{\"errors\":{\"base\":[\"Too many requests\"]}}");
        return switch (retryAfter) {
            case NONE -> refusal;
            case SECONDS -> refusal.header("Retry-After", Long.toString(retryAfterTime.toSeconds()));
            case DATE ->
                refusal.header(
                        "Retry-After", HttpConnection.httpDate(Instant.now().plus(retryAfterTime)));
        };
    }
}
