package io.coupabridge.benchmark.subject;

import io.coupabridge.benchmark.bed.Bed;
import io.coupabridge.benchmark.bed.Installation;
import io.coupabridge.contracts.RunMode;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.simulator.CoupaInstance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * This system: three services as packaged, the tenant connected over REST. The first round is a full run, each other an
 * increment: a full run would read twice what changed before it.
 */
public final class CoupaBridge implements Subject {

    /** No message may say more than 25 requests a second; where Coupa does not limit, nothing shall. */
    private static final int NO_CEILING = 2_000;

    private static final int HIGHEST_CEILING = 25;
    private static final Duration PATIENCE = Duration.ofMinutes(40);

    @Override
    public String name() {
        return "Coupa Bridge";
    }

    @Override
    public Rounds measure(Bed bed, Work work, int rounds) {
        CoupaInstance coupa = work.coupa(bed);
        try (Installation installation = new Installation(bed, 1, List.of(coupa))) {
            boolean limited = work.ceiling() > 0;
            TenantId tenant =
                    installation.connect(bed.freshName("tenant"), coupa, limited ? work.ceiling() : HIGHEST_CEILING);
            if (!limited) {
                installation.liftCeilings(work.task(), List.of(tenant), NO_CEILING);
            }
            long grants = coupa.log().grants().stream()
                    .filter(grant -> grant.grant() != null
                            && grant.grant().contains(work.task().scope()))
                    .count();
            coupa.log().clear();
            List<Long> pids = installation.pids(work.task());
            String topic = work.task().recordTopic().topicName();
            Set<String> keys = work.keys(tenant.value(), coupa);
            Sample sample = work.sample(tenant, coupa);
            List<Measurement> measured = new ArrayList<>();
            for (int round = 1; round <= rounds; round++) {
                if (round > 1) {
                    work.renew(coupa);
                    // those were for the first round
                    grants = 0;
                }
                try (Stopwatch watch = new Stopwatch(bed, pids, coupa, topic, sample)) {
                    UUID command =
                            installation.run(tenant, work.task(), round == 1 ? RunMode.FULL : RunMode.INCREMENTAL);
                    installation.completed(command, PATIENCE);
                    measured.add(watch.stop(keys, grants + coupa.log().grantCount()));
                }
            }
            return new Rounds(measured);
        }
    }
}
