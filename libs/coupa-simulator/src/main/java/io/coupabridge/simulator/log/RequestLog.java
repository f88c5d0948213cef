package io.coupabridge.simulator.log;

import io.coupabridge.simulator.http.HttpRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Every request to one instance, its control API left out. The newest are kept whole, up to a bound; all are counted.
 * Thread-safe.
 */
public final class RequestLog {

    /** How many requests are kept whole unless {@link #keep} says otherwise. */
    public static final int DEFAULT_KEPT = 10_000;

    private static final int POOLED_VALUES = 1_000;
    private static final long SECOND = 1_000_000_000L;

    private final ArrayDeque<LoggedRequest> newest = new ArrayDeque<>();
    private final Map<Integer, Long> apiStatuses = new TreeMap<>();
    private final ArrayDeque<Long> lastSecond = new ArrayDeque<>();
    private final Map<String, String> headerValues = new HashMap<>();
    private int kept = DEFAULT_KEPT;
    private long total;
    private long api;
    private long grants;
    private long successfulGrants;
    private long records;
    private int maxInOneSecond;

    /** Notes a request on arrival. */
    public synchronized LoggedRequest begin(HttpRequest request) {
        long now = System.nanoTime();
        LoggedRequest logged = new LoggedRequest(++total, Instant.now(), now, slim(request));
        if (newest.size() >= kept) {
            newest.removeFirst();
        }
        newest.addLast(logged);
        if (logged.isApi()) {
            api++;
            countSecond(now);
        }
        if (logged.isTokenEndpoint()) {
            grants++;
        }
        return logged;
    }

    /** Without the body, which holds secrets, and with one copy of what every request repeats, such as its token. */
    private HttpRequest slim(HttpRequest request) {
        if (headerValues.size() > POOLED_VALUES) {
            headerValues.clear();
        }
        Map<String, String> headers = new HashMap<>();
        request.headers().forEach((name, value) -> headers.put(pooled(name), pooled(value)));
        return new HttpRequest(
                pooled(request.method()),
                pooled(request.path()),
                request.rawQuery(),
                headers,
                new byte[0],
                request.keepAlive());
    }

    private String pooled(String text) {
        return headerValues.computeIfAbsent(text, first -> first);
    }

    private void countSecond(long now) {
        while (!lastSecond.isEmpty() && now - lastSecond.peekFirst() >= SECOND) {
            lastSecond.removeFirst();
        }
        lastSecond.addLast(now);
        maxInOneSecond = Math.max(maxInOneSecond, lastSecond.size());
    }

    /** Notes how a request is answered, just before the answer is sent. */
    public synchronized void end(LoggedRequest logged, int status, int answered, long bytes, String fault) {
        logged.end(new LoggedRequest.Outcome(status, answered, bytes, System.nanoTime(), fault));
        if (logged.isApi()) {
            apiStatuses.merge(status, 1L, Long::sum);
            records += answered;
        }
        if (logged.isTokenEndpoint() && status == 200) {
            successfulGrants++;
        }
    }

    /** How many requests are kept whole. */
    public synchronized void keep(int requests) {
        kept = requests;
        while (newest.size() > kept) {
            newest.removeFirst();
        }
    }

    /** The kept requests, oldest first. */
    public synchronized List<LoggedRequest> requests() {
        return new ArrayList<>(newest);
    }

    public List<LoggedRequest> requests(Predicate<LoggedRequest> which) {
        return requests().stream().filter(which).toList();
    }

    /** The kept requests for {@code /api/…}, oldest first. */
    public List<LoggedRequest> apiRequests() {
        return requests(LoggedRequest::isApi);
    }

    /** The kept calls of the token endpoint, oldest first. */
    public List<LoggedRequest> grants() {
        return requests(LoggedRequest::isTokenEndpoint);
    }

    public synchronized long totalCount() {
        return total;
    }

    public synchronized long apiCount() {
        return api;
    }

    /** Answers on {@code /api/…} with this status; 0 for connections broken before any answer. */
    public synchronized long apiCount(int status) {
        return apiStatuses.getOrDefault(status, 0L);
    }

    public synchronized Map<Integer, Long> apiStatuses() {
        return new TreeMap<>(apiStatuses);
    }

    /** Calls of the token endpoint, whatever their outcome. */
    public synchronized long grantCount() {
        return grants;
    }

    public synchronized long successfulGrantCount() {
        return successfulGrants;
    }

    /** Records sent in all answers on {@code /api/…}. */
    public synchronized long recordCount() {
        return records;
    }

    /** The most requests for {@code /api/…} that arrived in any half-open window of one second. */
    public synchronized int maxInOneSecond() {
        return maxInOneSecond;
    }

    /** Kept requests whose path or query carries this text, encoded or not: for secrets that must not be there. */
    public List<LoggedRequest> containing(String secret) {
        return requests(logged -> carries(logged.path(), secret) || carries(logged.rawQuery(), secret));
    }

    public boolean contains(String secret) {
        return !containing(secret).isEmpty();
    }

    private static boolean carries(String text, String secret) {
        if (text == null) {
            return false;
        }
        if (text.contains(secret)) {
            return true;
        }
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8).contains(secret);
        } catch (IllegalArgumentException broken) {
            return false;
        }
    }

    /** Forgets all requests and sets the counters to zero. Numbers of requests go on from 1. */
    public synchronized void clear() {
        newest.clear();
        apiStatuses.clear();
        lastSecond.clear();
        total = 0;
        api = 0;
        grants = 0;
        successfulGrants = 0;
        records = 0;
        maxInOneSecond = 0;
    }
}
