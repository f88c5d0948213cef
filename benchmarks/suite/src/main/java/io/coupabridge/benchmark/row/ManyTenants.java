package io.coupabridge.benchmark.row;

import io.coupabridge.benchmark.bed.Installation;
import io.coupabridge.benchmark.bed.ProcessMeter;
import io.coupabridge.benchmark.bed.TopicTail;
import io.coupabridge.benchmark.report.Stats;
import io.coupabridge.benchmark.report.Table;
import io.coupabridge.contracts.RunMode;
import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.simulator.CoupaInstance;
import io.coupabridge.simulator.InstanceSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;

/** A thousand connected tenants, each with a Coupa of its own, and runs of two hundred of them at once. */
final class ManyTenants implements Row {

    private static final int TENANTS = 1_000;
    private static final int RUNS = 200;
    private static final int USERS = 2_000;
    private static final int CEILING = 10;
    private static final Duration LATENCY = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofMinutes(15);

    @Override
    public String id() {
        return "many-tenants";
    }

    @Override
    public String title() {
        return "1,000 connected tenants, 200 runs at once on one replica of each service";
    }

    @Override
    public void run(Session session) {
        int tenants = session.smoke() ? 6 : TENANTS;
        int runs = session.smoke() ? 3 : RUNS;
        List<CoupaInstance> coupas = new ArrayList<>();
        for (int tenant = 0; tenant < tenants; tenant++) {
            coupas.add(session.bed()
                    .coupa(InstanceSpec.defaults()
                            .users(session.sized(USERS))
                            .expenseLines(0)
                            .seed(tenant)
                            .latency(LATENCY)
                            .limit(25, 20)));
        }
        try (Installation installation = new Installation(session.bed(), 1, coupas);
                TopicTail tail = session.tail(Task.APPLICATION_ROSTER)) {
            List<TenantId> connected = installation.connectAll(coupas, CEILING);
            session.say("  " + connected.size() + " tenants connected");
            coupas.forEach(coupa -> coupa.log().clear());
            List<UUID> commands = new ArrayList<>();
            long begin = System.nanoTime();
            for (int run = 0; run < runs; run++) {
                commands.add(installation.run(connected.get(run), Task.APPLICATION_ROSTER, RunMode.FULL));
            }
            List<Long> halfway = halfway(coupas.subList(0, runs), (long) runs * session.sized(USERS) / 2);
            for (UUID command : commands) {
                installation.completed(command, PATIENCE);
            }
            double seconds = (System.nanoTime() - begin) / 1e9;
            tail.requireExactly(Session.userKeys(connected.subList(0, runs), coupas));
            double mean = halfway.stream().mapToLong(Long::longValue).average().orElse(0);
            long least = halfway.stream().mapToLong(Long::longValue).min().orElse(0);
            Table table = new Table("figure", "reach", "measured");
            table.row("runs that complete, every record once", "all", runs + " of " + runs);
            table.row("seconds until the last is done", "–", Stats.number(seconds, 1));
            table.row(
                    "least share of a tenant when half is read",
                    "≥ half of the mean",
                    Stats.number(least / mean, 2) + " of the mean");
            table.row(
                    "429",
                    "0",
                    coupas.stream()
                            .mapToLong(coupa -> coupa.log().apiCount(429))
                            .sum());
            table.row(
                    "most requests to one host in a second",
                    "≤ " + CEILING,
                    coupas.stream()
                            .mapToInt(coupa -> coupa.log().maxInOneSecond())
                            .max()
                            .orElse(0));
            table.row("RSS of token-service, MB", "≤ 640", rss(installation.tokenServicePids()));
            table.row("RSS of roster-service, MB", "≤ 640", rss(installation.pids(Task.APPLICATION_ROSTER)));
            table.row("RSS of expense-service, MB", "≤ 640", rss(installation.pids(Task.EXPENSE_DISCOVERY)));
            session.say(table.toString());
            session.results()
                    .page(
                            id(),
                            title(),
                            "Each tenant has " + Stats.number(session.sized(USERS), 0) + " users, 100 ms a request and "
                                    + "a ceiling of 10/s. `deploy/jvm.options` for each service.\n\n" + table);
        }
    }

    private static long rss(List<Long> pids) {
        return ProcessMeter.mostResidentMegabytes(pids);
    }

    /** How many records each has been sent when half of all are. */
    private static List<Long> halfway(List<CoupaInstance> coupas, long half) {
        List<Long> counts = new ArrayList<>();
        Awaitility.await("half of the records")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> {
                    counts.clear();
                    coupas.forEach(coupa -> counts.add(coupa.log().recordCount()));
                    return counts.stream().mapToLong(Long::longValue).sum() >= half;
                });
        return counts;
    }
}
