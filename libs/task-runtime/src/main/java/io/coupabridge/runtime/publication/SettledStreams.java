package io.coupabridge.runtime.publication;

import io.coupabridge.contracts.TenantId;
import io.coupabridge.runtime.publication.StreamStore.Claimed;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The streams that this process left with nothing pending, and where they stood. Who owns one next, and finds it like
 * that, need not ask Kafka which page was published last (ADR 17). The oldest are forgotten. Thread-safe.
 */
final class SettledStreams {

    private final int most;
    private final long validNanos;
    private final Map<Key, Left> streams = new LinkedHashMap<>();

    private record Key(TenantId tenant, String name) {}

    private record Left(long owner, long page, long verifiedNanos) {}

    /** @param valid much shorter than Kafka keeps the offset of an idle group */
    SettledStreams(int most, Duration valid) {
        this.most = most;
        this.validNanos = valid.toNanos();
    }

    /**
     * @param owner who left it
     * @param page that he knew to be published last
     * @param verifiedNanos when Kafka last said so
     */
    synchronized void left(TenantId tenant, String name, long owner, long page, long verifiedNanos) {
        Key key = new Key(tenant, name);
        streams.remove(key);
        streams.put(key, new Left(owner, page, verifiedNanos));
        if (streams.size() > most) {
            streams.remove(streams.keySet().iterator().next());
        }
    }

    /**
     * When Kafka last said that the confirmed page is the last one published, if the stream was claimed as it was left here.
     */
    synchronized OptionalLong verified(TenantId tenant, String name, Claimed claimed) {
        Left left = streams.remove(new Key(tenant, name));
        boolean alike = left != null
                && left.owner() == claimed.owner() - 1
                && left.page() == claimed.page()
                && claimed.pending() == null
                && System.nanoTime() - left.verifiedNanos() < validNanos;
        return alike ? OptionalLong.of(left.verifiedNanos()) : OptionalLong.empty();
    }
}
