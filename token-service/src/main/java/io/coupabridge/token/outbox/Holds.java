package io.coupabridge.token.outbox;

import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Which events wait behind one that Kafka refuses, and when that one is due again. The first pause is a second, each other
 * one twice as long, up to {@link #LONGEST}. Suspects wait too: Kafka has refused their transaction, and none was tried
 * alone yet. They are due at once. Used by one thread.
 */
final class Holds {

    /** Not much longer than an operator waits to see whether a change has helped. */
    static final Duration LONGEST = Duration.ofSeconds(30);

    private static final Duration FIRST = Duration.ofSeconds(1);

    private final LongSupplier nanos;
    private final Map<Scope, Hold> held = new HashMap<>();

    /**
     * Events whose order matters among each other.
     *
     * @param tenant null for those of every tenant
     */
    record Scope(String topic, String tenant) {

        static Scope ofTenant(OutboxRow event) {
            return new Scope(event.topic, event.tenant);
        }

        static Scope ofTopic(OutboxRow event) {
            return new Scope(event.topic, null);
        }

        @Override
        public String toString() {
            return tenant == null
                    ? "all events for topic " + topic
                    : "the events of tenant " + tenant + " for topic " + topic;
        }
    }

    private record Hold(String words, Duration pause, long since) {

        boolean isSuspect() {
            return pause.isZero();
        }
    }

    /** @param nanos as {@link System#nanoTime} */
    Holds(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /**
     * The events wait from now on, or go on waiting.
     *
     * @param words why
     * @return whether that is news
     */
    boolean hold(Scope scope, String words) {
        Hold before = held.get(scope);
        Duration pause = before == null || before.isSuspect() ? FIRST : shorter(before.pause.multipliedBy(2), LONGEST);
        if (scope.tenant == null) {
            // they wait with their topic from now on
            held.entrySet()
                    .removeIf(each ->
                            each.getValue().isSuspect() && each.getKey().topic.equals(scope.topic));
        }
        held.put(scope, new Hold(words, pause, nanos.getAsLong()));
        return before == null || !before.words.equals(words);
    }

    /** The event waits until it is tried alone, and those of its tenant and topic behind it. */
    void suspect(OutboxRow event) {
        held.putIfAbsent(Scope.ofTenant(event), new Hold("", Duration.ZERO, nanos.getAsLong()));
    }

    /** Whether they wait without one that was tried alone. */
    boolean isSuspect(Scope scope) {
        return held.containsKey(scope) && held.get(scope).isSuspect();
    }

    /** They wait no more. */
    void release(Scope scope) {
        held.remove(scope);
    }

    boolean holds(OutboxRow event) {
        return held.containsKey(Scope.ofTenant(event)) || held.containsKey(Scope.ofTopic(event));
    }

    Set<Scope> scopes() {
        return Set.copyOf(held.keySet());
    }

    /** Those whose first event is to be tried; suspects first, then the one that has been due for longest. */
    Optional<Scope> due() {
        return held.entrySet().stream()
                .filter(each -> overdue(each.getValue()) >= 0)
                .max(Comparator.<Map.Entry<Scope, Hold>, Boolean>comparing(
                                each -> each.getValue().isSuspect())
                        .thenComparingLong(each -> overdue(each.getValue())))
                .map(Map.Entry::getKey);
    }

    private long overdue(Hold hold) {
        return nanos.getAsLong() - hold.since - hold.pause.toNanos();
    }

    private static Duration shorter(Duration one, Duration another) {
        return one.compareTo(another) < 0 ? one : another;
    }
}
