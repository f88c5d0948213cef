package io.coupabridge.budget;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** What good answers told since the last reservation: that a host gave any, and how long each holder's last page took. */
final class Answers {

    private final Set<String> good = ConcurrentHashMap.newKeySet();
    private final ConcurrentMap<Holder, Latency> latencies = new ConcurrentHashMap<>();

    /**
     * How long one page took.
     *
     * @param asksFor pages of the same kind are compared
     */
    record Latency(String asksFor, Duration took) {}

    private record Holder(String hostKey, String name) {}

    void add(String hostKey) {
        good.add(hostKey);
    }

    void add(String hostKey, String holder, Latency latency) {
        latencies.put(new Holder(hostKey, holder), latency);
        good.add(hostKey);
    }

    void forget(String hostKey) {
        good.remove(hostKey);
        latencies.keySet().removeIf(holder -> holder.hostKey().equals(hostKey));
    }

    /** Whether there was any. */
    boolean take(String hostKey) {
        return good.remove(hostKey);
    }

    Optional<Latency> takeLatency(String hostKey, String holder) {
        return Optional.ofNullable(latencies.remove(new Holder(hostKey, holder)));
    }
}
