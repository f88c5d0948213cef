package io.coupabridge.benchmark.row;

import io.coupabridge.benchmark.bed.Installation;
import io.coupabridge.benchmark.bed.TopicTail;
import io.coupabridge.benchmark.report.Figures;
import io.coupabridge.benchmark.report.Reach;
import io.coupabridge.benchmark.report.Stats;
import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.RunMode;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.simulator.CoupaInstance;
import io.coupabridge.simulator.InstanceSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;

/** How long a small tenant waits for its first record, alone and while another one reads a million (promise 9). */
final class Fairness implements Row {

    private static final int TRIALS = 10;
    private static final int MANY = 1_000_000;
    private static final Duration LATENCY = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Override
    public String id() {
        return "fairness";
    }

    @Override
    public String title() {
        return "First record of a small tenant, alone and beside one that reads a million records";
    }

    @Override
    public void run(Session session) {
        int trials = session.smoke() ? 1 : TRIALS;
        CoupaInstance large = session.bed()
                .coupa(InstanceSpec.defaults().users(session.sized(MANY)).latency(LATENCY));
        List<CoupaInstance> small = new ArrayList<>();
        for (int trial = 0; trial < 2 * trials + 1; trial++) {
            small.add(session.bed().coupa(InstanceSpec.defaults().users(40).latency(LATENCY)));
        }
        List<CoupaInstance> all = new ArrayList<>(small);
        all.add(large);
        try (Installation installation = new Installation(session.bed(), 1, all);
                TopicTail.Mark before = session.mark(ApplicationRoster.TASK)) {
            TenantId many = installation.connect(session.bed().freshName("tenant"), large, 25);
            List<TenantId> few = small.stream()
                    .map(coupa -> installation.connect(session.bed().freshName("tenant"), coupa, 25))
                    .toList();
            List<TenantId> tenants = new ArrayList<>(few);
            tenants.add(many);
            installation.liftCeilings(ApplicationRoster.TASK, tenants, 2_000);
            // the first run of a process is slower, whoever it is for
            firstRecord(session, installation, few.get(0));
            List<Double> alone = new ArrayList<>();
            for (TenantId tenant : few.subList(1, trials + 1)) {
                alone.add(firstRecord(session, installation, tenant));
            }
            UUID reading = installation.run(many, ApplicationRoster.TASK, RunMode.FULL);
            Awaitility.await().atMost(PATIENCE).until(() -> large.log().apiCount() > (session.smoke() ? 3 : 200));
            List<Double> beside = new ArrayList<>();
            for (TenantId tenant : few.subList(trials + 1, 2 * trials + 1)) {
                beside.add(firstRecord(session, installation, tenant));
            }
            if (!session.smoke() && !installation.runs(reading)) {
                throw new IllegalStateException("The large tenant was done before the small ones were.");
            }
            installation.completed(reading, PATIENCE.multipliedBy(5));
            try (TopicTail tail = before.follow()) {
                tail.requireExactly(
                        Session.keys(tenants, all, coupa -> coupa.data().users()));
            }
            double usual = Stats.median(alone);
            Reach promised = Reach.atMost(Math.max(2 * usual, usual + 1), 2);
            Figures figures = new Figures();
            alone.forEach(seconds -> figures.add("seconds, alone", Reach.NONE, 2, seconds));
            beside.forEach(seconds -> figures.add("seconds, beside a million records", promised, 2, seconds));
            session.page(
                    this,
                    "From the command to the first record at a `read_committed` consumer, " + trials
                            + " small tenants each. The large one is read without a limit, at " + LATENCY.toMillis()
                            + " ms a request. Promised is the larger of twice the time alone, by its median, and one"
                            + " second more than that. At the end every record was there, once.",
                    figures,
                    "");
        }
    }

    private static double firstRecord(Session session, Installation installation, TenantId tenant) {
        try (TopicTail tail = session.tail(ApplicationRoster.TASK)) {
            long begin = System.nanoTime();
            installation.run(tenant, ApplicationRoster.TASK, RunMode.FULL);
            Awaitility.await("the first record of " + tenant)
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> tail.firstNanosOf(tenant.value()) != null);
            return (tail.firstNanosOf(tenant.value()) - begin) / 1e9;
        }
    }
}
