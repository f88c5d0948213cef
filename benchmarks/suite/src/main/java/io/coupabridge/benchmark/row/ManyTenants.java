package io.coupabridge.benchmark.row;

import io.coupabridge.benchmark.bed.Installation;
import io.coupabridge.benchmark.bed.ProcessMeter;
import io.coupabridge.benchmark.bed.TopicTail;
import io.coupabridge.benchmark.report.Figures;
import io.coupabridge.benchmark.report.Reach;
import io.coupabridge.benchmark.report.Stats;
import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.ExpenseDiscovery;
import io.coupabridge.contracts.RunMode;
import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.simulator.CoupaInstance;
import io.coupabridge.simulator.InstanceSpec;
import io.coupabridge.simulator.log.LoggedRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** A thousand connected tenants, each with a Coupa of its own, and both tasks of two hundred of them at once. */
final class ManyTenants implements Row {

    private static final int TENANTS = 1_000;
    private static final int RUNS = 200;
    private static final int RECORDS = 2_000;
    private static final int CEILING = 10;
    private static final Duration LATENCY = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofMinutes(15);
    private static final Reach MEMORY = Reach.atMost(640, 0);

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
        int atOnce = session.smoke() ? 3 : RUNS;
        int tenants = Math.max(session.smoke() ? 6 : TENANTS, session.runs() * atOnce);
        List<CoupaInstance> coupas = new ArrayList<>();
        for (int tenant = 0; tenant < tenants; tenant++) {
            coupas.add(session.bed()
                    .coupa(InstanceSpec.defaults()
                            .users(session.sized(RECORDS))
                            .expenseLines(session.sized(RECORDS))
                            .expenseDates(1, 80, 90)
                            .itemisedReports(0)
                            .seed(tenant)
                            .latency(LATENCY)
                            .limit(25, 20)));
        }
        Figures figures = new Figures();
        try (Installation installation = new Installation(session.bed(), 1, coupas)) {
            List<TenantId> connected = installation.connectAll(coupas, CEILING);
            session.say("  " + connected.size() + " tenants connected");
            // each time other tenants: of those that were read before nothing would have changed
            for (int from = 0; from < session.runs() * atOnce; from += atOnce) {
                measure(
                        session,
                        installation,
                        connected.subList(from, from + atOnce),
                        coupas.subList(from, from + atOnce),
                        figures);
            }
            figures.add("RSS of token-service, MB", MEMORY, 0, rss(installation.tokenServicePids()));
            for (Task task : Task.all()) {
                figures.add("RSS of " + task.shortName() + "-service, MB", MEMORY, 0, rss(installation.pids(task)));
            }
        }
        session.page(
                this,
                "Both tasks of 200 tenants are started at once: 200 runs on each service. Each tenant has "
                        + Stats.number(session.sized(RECORDS), 0) + " users and as many expense lines, 100 ms a request"
                        + " and a ceiling of 10/s for both. Every record was there, once. Requests in a second are"
                        + " counted as they arrive at a simulator that shares the two full cores. The RSS is the most in"
                        + " all runs. `deploy/jvm.options` for each service.",
                figures,
                "");
    }

    private static void measure(
            Session session,
            Installation installation,
            List<TenantId> tenants,
            List<CoupaInstance> coupas,
            Figures figures) {
        coupas.forEach(coupa -> coupa.log().clear());
        try (TopicTail.Mark users = session.mark(ApplicationRoster.TASK);
                TopicTail.Mark lines = session.mark(ExpenseDiscovery.TASK)) {
            long begin = System.nanoTime();
            List<UUID> commands = new ArrayList<>();
            for (TenantId tenant : tenants) {
                for (Task task : Task.all()) {
                    commands.add(installation.run(tenant, task, RunMode.FULL));
                }
            }
            commands.forEach(command -> installation.completed(command, PATIENCE));
            double seconds = (System.nanoTime() - begin) / 1e9;
            for (Task task : Task.all()) {
                try (TopicTail tail = (task == ApplicationRoster.TASK ? users : lines).follow()) {
                    tail.requireExactly(keys(task, tenants, coupas));
                }
                figures.add("least share of a tenant, " + task, Reach.atLeast(0.5, 1), 2, leastShare(task, coupas));
            }
            figures.add("seconds until the last is done", Reach.NONE, 1, seconds);
            figures.add(
                    "answers with 429",
                    Reach.exactly(0),
                    0,
                    coupas.stream()
                            .mapToLong(coupa -> coupa.log().apiCount(429))
                            .sum());
            figures.add(
                    "most requests to one host in a second",
                    Reach.NONE,
                    0,
                    coupas.stream()
                            .mapToInt(coupa -> coupa.log().maxInOneSecond())
                            .max()
                            .orElse(0));
        }
    }

    private static Set<String> keys(Task task, List<TenantId> tenants, List<CoupaInstance> coupas) {
        return task == ApplicationRoster.TASK
                ? Session.keys(tenants, coupas, coupa -> coupa.data().users())
                : Session.keys(tenants, coupas, coupa -> coupa.data().expenseLines());
    }

    /** Of what a task was sent by the time when it had half of all, the part of the tenant who had least, beside the mean. */
    private static double leastShare(Task task, List<CoupaInstance> coupas) {
        String path = task == ApplicationRoster.TASK ? "/api/users" : "/api/expense";
        List<List<LoggedRequest>> answered = coupas.stream()
                .map(coupa -> coupa.log().requests(request -> request.path().startsWith(path) && request.records() > 0))
                .toList();
        List<LoggedRequest> all = answered.stream()
                .flatMap(List::stream)
                .sorted(Comparator.comparing(LoggedRequest::answeredNanos))
                .toList();
        long half = all.stream().mapToLong(LoggedRequest::records).sum() / 2;
        long sent = 0;
        int last = -1;
        while (sent < half) {
            sent += all.get(++last).records();
        }
        long halfway = all.get(last).answeredNanos();
        long least = answered.stream()
                .mapToLong(requests -> requests.stream()
                        .filter(request -> request.answeredNanos() <= halfway)
                        .mapToLong(LoggedRequest::records)
                        .sum())
                .min()
                .orElse(0);
        return least / ((double) sent / coupas.size());
    }

    private static long rss(List<Long> pids) {
        return ProcessMeter.mostResidentMegabytes(pids);
    }
}
