package io.coupabridge.edge.health;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;

/** Whether a consumer moves on while it has records before it, partition by partition. Thread-safe. */
public final class ConsumerProgress {

    /**
     * Where a partition stands.
     *
     * @param done changes with every record that is done
     * @param waiting how many records are known and not done; {@link #UNKNOWN} when nothing is known
     * @param inHand whether somebody works on one of them. Else the partition waits its turn, for as long as any other moves.
     */
    public record Stand(long done, long waiting, boolean inHand) {

        public static final long UNKNOWN = -1;
    }

    /** A partition with records, and since when it stands there. */
    record Still(TopicPartition partition, long done, Instant since) {}

    private final Clock clock;

    /** Of all partitions at the last look; guarded by this. */
    private Map<TopicPartition, Stand> last = Map.of();

    /** Of the partitions that have records. */
    private volatile Map<TopicPartition, Still> still = Map.of();

    ConsumerProgress(Clock clock) {
        this.clock = clock;
    }

    /** @param stands of all partitions that this replica reads at the moment */
    synchronized void saw(Map<TopicPartition, Stand> stands) {
        Instant now = clock.instant();
        boolean anyMoved = stands.keySet().stream().anyMatch(partition -> moved(partition, stands));
        Map<TopicPartition, Still> next = new HashMap<>();
        stands.forEach((partition, stand) -> {
            Still before = still.get(partition);
            if (stand.waiting() > 0 || stand.waiting() == Stand.UNKNOWN && before != null) {
                boolean moves = before == null || before.done() != stand.done() || anyMoved && !stand.inHand();
                next.put(partition, moves ? new Still(partition, stand.done(), now) : before);
            }
        });
        last = Map.copyOf(stands);
        still = Map.copyOf(next);
    }

    private boolean moved(TopicPartition partition, Map<TopicPartition, Stand> stands) {
        Stand before = last.get(partition);
        return before != null && before.done() != stands.get(partition).done();
    }

    /** How long the partition that stands still for longest has had records and not moved; zero when all move. */
    Duration stalled() {
        return longest()
                .map(longest -> Duration.between(longest.since(), clock.instant()))
                .filter(time -> !time.isNegative())
                .orElse(Duration.ZERO);
    }

    /** The partition that stands still for longest, if one has records. */
    Optional<Still> longest() {
        return still.values().stream().min(Comparator.comparing(Still::since));
    }
}
