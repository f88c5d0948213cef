package io.coupabridge.edge.kafka;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * How long brokers have to keep the offsets of a group without members. Page numbers and outbox marks are such offsets: a
 * tenant whose are forgotten has its streams halted.
 */
final class OffsetRetention {

    static final String SETTING = "offsets.retention.minutes";

    /** As long as a tenant may be quiet between two full runs. */
    static final long LEAST_MINUTES = Duration.ofDays(30).toMinutes();

    static final String MEND = "Set " + SETTING + "=" + LEAST_MINUTES
            + " or more at all brokers, and restart them one by one. Offsets of tenants that are quiet would be forgotten.";

    private OffsetRetention() {}

    /** What is wrong at a broker, in a sentence; empty when nothing is, or when its settings do not tell. */
    static Optional<String> fault(int broker, Map<String, String> settings) {
        String minutes = settings.get(SETTING);
        return minutes == null || Long.parseLong(minutes) >= LEAST_MINUTES
                ? Optional.empty()
                : Optional.of(
                        "Broker " + broker + " has " + SETTING + "=" + minutes + " instead of " + LEAST_MINUTES + ".");
    }
}
