package io.coupabridge.budget;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** The good answers of each host since the last reservation: that there were any, and the latency of the last. */
final class Answers {

    private final ConcurrentMap<String, Duration> latencies = new ConcurrentHashMap<>();

    void add(String hostKey, Duration latency) {
        latencies.put(hostKey, latency);
    }

    void forget(String hostKey) {
        latencies.remove(hostKey);
    }

    Optional<Duration> take(String hostKey) {
        return Optional.ofNullable(latencies.remove(hostKey));
    }
}
