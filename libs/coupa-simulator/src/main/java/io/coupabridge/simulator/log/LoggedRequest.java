package io.coupabridge.simulator.log;

import io.coupabridge.simulator.http.HttpRequest;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** One request that arrived, and what became of it. Counting starts at 1. Thread-safe. */
public final class LoggedRequest {

    private final long index;
    private final Instant received;
    private final long receivedNanos;
    private final HttpRequest request;
    private volatile Outcome outcome;
    private volatile String grant;

    /**
     * @param answeredNanos on the same scale as {@link LoggedRequest#receivedNanos()}
     * @param status 0 when the connection was broken before any answer
     */
    record Outcome(int status, int records, long bytes, long answeredNanos, String fault) {}

    LoggedRequest(long index, Instant received, long receivedNanos, HttpRequest request) {
        this.index = index;
        this.received = received;
        this.receivedNanos = receivedNanos;
        this.request = request;
    }

    /** The how-manieth request of this instance it is. */
    public long index() {
        return index;
    }

    /** By the system's clock. */
    public Instant received() {
        return received;
    }

    /** When its last header byte had been read, as {@link System#nanoTime()}. */
    public long receivedNanos() {
        return receivedNanos;
    }

    public String method() {
        return request.method();
    }

    public String path() {
        return request.path();
    }

    /** Not decoded; null when there is none. */
    public String rawQuery() {
        return request.rawQuery();
    }

    /** The first value of a query parameter, decoded. */
    public Optional<String> query(String name) {
        return request.query().first(name);
    }

    /** By names in lower case, {@code authorization} included. */
    public Map<String, String> headers() {
        return request.headers();
    }

    public boolean isApi() {
        return path().startsWith("/api/");
    }

    public boolean isTokenEndpoint() {
        return path().startsWith("/oauth2/");
    }

    /** Empty while it is being answered. 0 when the connection was broken before any answer. */
    public Optional<Integer> status() {
        return Optional.ofNullable(outcome).map(Outcome::status);
    }

    /** How many records the answer carried. */
    public int records() {
        return outcome == null ? 0 : outcome.records();
    }

    /** Bytes of the answer's body. */
    public long bytes() {
        return outcome == null ? 0 : outcome.bytes();
    }

    /** When the answer was about to be sent; null before. */
    public Long answeredNanos() {
        return outcome == null ? null : (Long) outcome.answeredNanos();
    }

    /** The fault that was injected; null for none. */
    public String fault() {
        return outcome == null ? null : outcome.fault();
    }

    /** For a grant: {@code client-id -> scopes}, or {@code client-id -> error}; null for other requests. */
    public String grant() {
        return grant;
    }

    public void noteGrant(String text) {
        grant = text;
    }

    void end(Outcome how) {
        outcome = how;
    }

    @Override
    public String toString() {
        String query = rawQuery() == null ? "" : "?" + rawQuery();
        return "#" + index + " " + method() + " " + path() + query + " -> "
                + status().map(String::valueOf).orElse("…");
    }
}
