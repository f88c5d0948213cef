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
import io.coupabridge.contracts.TaskEvent;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.simulator.CoupaInstance;
import io.coupabridge.simulator.InstanceSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What a tenant costs: ten thousand of them are connected, and both tasks of all are due at once. */
final class Capacity implements Row {

    private static final int TENANTS = 10_000;
    /** All addresses of Coupas have to fit into one environment variable, which Linux limits to 128 KiB. */
    private static final int TENANTS_OF_A_COUPA = 2;

    private static final int REPLICAS = 2;
    private static final int RECORDS = 100;
    private static final int CEILING = 10;
    private static final Duration LATENCY = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofMinutes(40);
    private static final Reach MEMORY = Reach.atMost(640, 0);

    @Override
    public String id() {
        return "capacity";
    }

    @Override
    public String title() {
        return "10,000 connected tenants whose runs are due at once, on two replicas of each service";
    }

    @Override
    public void run(Session session) {
        int tenants = session.smoke() ? 6 : TENANTS;
        List<CoupaInstance> coupas = coupas(session, tenants);
        Figures figures = new Figures();
        try (Installation installation = new Installation(session.bed(), REPLICAS, REPLICAS, coupas)) {
            Map<String, Long> empty = installation.databaseBytes();
            long begin = System.nanoTime();
            List<TenantId> connected = installation.connectAll(coupas, CEILING);
            double seconds = (System.nanoTime() - begin) / 1e9;
            session.say("  " + tenants + " tenants connected in " + Stats.number(seconds, 0) + " s");
            figures.add("tenants connected a second, each with two grants", Reach.NONE, 1, tenants / seconds);
            figures.add(
                    "CPU of token-service for a tenant that connects, ms",
                    Reach.NONE,
                    1,
                    1_000 * ProcessMeter.cpuSeconds(installation.tokenServicePids()) / tenants);
            measureRuns(session, installation, connected, coupas, figures);
            installation
                    .databaseBytes()
                    .forEach((database, bytes) -> figures.add(
                            database + ", bytes for a tenant",
                            Reach.NONE,
                            0,
                            (double) (bytes - empty.get(database)) / tenants));
            figures.add("RSS of token-service, MB", MEMORY, 0, rss(installation.tokenServicePids()));
            for (Task task : Task.all()) {
                figures.add("RSS of " + task.shortName() + "-service, MB", MEMORY, 0, rss(installation.pids(task)));
            }
        }
        session.page(
                this,
                "Each tenant has " + Stats.number(session.sized(RECORDS), 0) + " users and as many expense lines, "
                        + LATENCY.toMillis() + " ms a request and a ceiling of " + CEILING + "/s. "
                        + TENANTS_OF_A_COUPA + " tenants share a Coupa. Full runs of both tasks of all tenants are sent"
                        + " at once. Every record was there, once. The CPU of services counts from the first command to"
                        + " the last outcome. The RSS is the most of a replica.",
                figures,
                "");
    }

    private static List<CoupaInstance> coupas(Session session, int tenants) {
        List<CoupaInstance> coupas = new ArrayList<>();
        while (coupas.size() < tenants) {
            CoupaInstance coupa = session.bed()
                    .coupa(InstanceSpec.defaults()
                            .users(session.sized(RECORDS))
                            .expenseLines(session.sized(RECORDS))
                            .expenseDates(1, 80, 90)
                            .itemisedReports(0)
                            .seed(coupas.size())
                            .latency(LATENCY)
                            .limit(25, 20));
            for (int tenant = 0; tenant < TENANTS_OF_A_COUPA; tenant++) {
                coupas.add(coupa);
            }
        }
        return coupas;
    }

    private static void measureRuns(
            Session session,
            Installation installation,
            List<TenantId> tenants,
            List<CoupaInstance> coupas,
            Figures figures) {
        coupas.forEach(coupa -> coupa.log().clear());
        Map<Task, Double> cpu = new LinkedHashMap<>();
        Task.all().forEach(task -> cpu.put(task, ProcessMeter.cpuSeconds(installation.pids(task))));
        long kept = session.bed().brokerBytes();
        try (TopicTail.Mark users = session.mark(ApplicationRoster.TASK);
                TopicTail.Mark lines = session.mark(ExpenseDiscovery.TASK)) {
            long begin = System.nanoTime();
            List<UUID> commands = new ArrayList<>();
            for (TenantId tenant : tenants) {
                for (Task task : Task.all()) {
                    commands.add(installation.run(tenant, task, RunMode.FULL));
                }
            }
            commands.subList(0, commands.size() / 2).forEach(command -> installation.completed(command, PATIENCE));
            double half = (System.nanoTime() - begin) / 1e9;
            session.say("  half of " + commands.size() + " runs have ended after " + Stats.number(half, 0) + " s");
            List<TaskEvent> outcomes = commands.stream()
                    .map(command -> installation.completed(command, PATIENCE))
                    .toList();
            double seconds = (System.nanoTime() - begin) / 1e9;
            for (Task task : Task.all()) {
                figures.add(
                        "runs of " + task.shortName() + "-service sent later that were done earlier, at most, % of all",
                        Reach.NONE,
                        1,
                        100.0 * mostOvertaken(outcomes, task) / tenants.size());
            }
            figures.add("seconds until the runs sent first, half of all, are done", Reach.NONE, 0, half);
            figures.add("seconds until the last is done", Reach.NONE, 0, seconds);
            figures.add("runs a second", Reach.NONE, 1, commands.size() / seconds);
            cpu.forEach((task, before) -> figures.add(
                    "CPU of " + task.shortName() + "-service for a run, ms",
                    Reach.NONE,
                    1,
                    1_000 * (ProcessMeter.cpuSeconds(installation.pids(task)) - before) / tenants.size()));
            figures.add(
                    "Kafka, bytes for a tenant's two runs",
                    Reach.NONE,
                    0,
                    (double) (session.bed().brokerBytes() - kept) / tenants.size());
            try (TopicTail tail = users.follow()) {
                tail.requireExactly(
                        Session.keys(tenants, coupas, coupa -> coupa.data().users()));
            }
            try (TopicTail tail = lines.follow()) {
                tail.requireExactly(
                        Session.keys(tenants, coupas, coupa -> coupa.data().expenseLines()));
            }
        }
        List<CoupaInstance> each = coupas.stream().distinct().toList();
        figures.add(
                "answers with 429",
                Reach.exactly(0),
                0,
                each.stream().mapToLong(coupa -> coupa.log().apiCount(429)).sum());
        figures.add(
                "most requests to one host in a second",
                Reach.NONE,
                0,
                each.stream()
                        .mapToInt(coupa -> coupa.log().maxInOneSecond())
                        .max()
                        .orElse(0));
    }

    /** How many places the run that fared worst lost, from the order of sending to the order of ending. */
    private static int mostOvertaken(List<TaskEvent> outcomes, Task task) {
        List<TaskEvent> sent =
                outcomes.stream().filter(each -> each.task().equals(task)).toList();
        List<TaskEvent> done =
                sent.stream().sorted(Comparator.comparing(TaskEvent::at)).toList();
        Map<UUID, Integer> places = new HashMap<>();
        for (int place = 0; place < done.size(); place++) {
            places.put(done.get(place).commandId(), place);
        }
        int most = 0;
        for (int place = 0; place < sent.size(); place++) {
            most = Math.max(most, places.get(sent.get(place).commandId()) - place);
        }
        return most;
    }

    private static long rss(List<Long> pids) {
        return ProcessMeter.mostResidentMegabytes(pids);
    }
}
