package io.coupabridge.benchmark.row;

import io.coupabridge.benchmark.bed.Installation;
import io.coupabridge.benchmark.bed.ProcessMeter;
import io.coupabridge.benchmark.bed.TopicTail;
import io.coupabridge.benchmark.report.Figures;
import io.coupabridge.benchmark.report.Plot;
import io.coupabridge.benchmark.report.Reach;
import io.coupabridge.benchmark.report.Stats;
import io.coupabridge.benchmark.report.Table;
import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.RunMode;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.simulator.CoupaInstance;
import io.coupabridge.simulator.InstanceSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/** What a record costs when a tenant has more of them, and when more tenants run at once; by a process that is warm. */
final class Growth implements Row {

    private static final int NO_CEILING = 2_000;
    private static final Duration PATIENCE = Duration.ofMinutes(30);

    private static final int SMALLEST = 10_000;

    /** Each within 20 per cent of one figure, which lies between them. */
    private static final Reach BAND = Reach.atMost(1.2 / 0.8, 1);

    /** Not told: until everything is compiled, and each partition of the commands and each worker was used. */
    private static final List<Group> WARM_UP = List.of(new Group(1, 1, 200_000), new Group(48, 48, 100));

    /** With 1,000 users each, too: such a run is mostly its start. */
    private static final List<Group> GROUPS = List.of(
            new Group(10, 1, 10_000),
            new Group(1, 1, 100_000),
            new Group(1, 1, 2_000_000),
            new Group(20, 10, 10_000),
            new Group(100, 100, 10_000),
            new Group(1_000, 1_000, 10_000),
            new Group(20, 1, 1_000),
            new Group(20, 10, 1_000),
            new Group(100, 100, 1_000),
            new Group(1_000, 1_000, 1_000));

    /**
     * Runs that are measured together.
     *
     * @param runs each of a tenant of its own
     * @param atOnce how many of them at a time
     * @param users of each
     */
    private record Group(int runs, int atOnce, int users) {

        String title() {
            return atOnce + (atOnce == 1 ? " tenant, " : " tenants at once, ") + Stats.number(users, 0) + " users"
                    + (atOnce == 1 ? "" : " each");
        }
    }

    @Override
    public String id() {
        return "growth";
    }

    @Override
    public String title() {
        return "Records a second and CPU a record, from 10 thousand to 2 million users and from 1 to 1,000 tenants";
    }

    @Override
    public void run(Session session) {
        List<Group> warmUp = session.smoke() ? List.of() : WARM_UP;
        List<Group> groups = new ArrayList<>(warmUp);
        groups.addAll(session.smoke() ? List.of(new Group(1, 1, 500), new Group(4, 2, 500)) : GROUPS);
        List<CoupaInstance> coupas = new ArrayList<>();
        for (Group group : groups) {
            for (int run = 0; run < group.runs(); run++) {
                coupas.add(session.bed()
                        .coupa(InstanceSpec.defaults().users(group.users()).expenseLines(0)));
            }
        }
        Map<Group, Measured> measured = new LinkedHashMap<>();
        try (Installation installation = new Installation(session.bed(), 1, coupas)) {
            List<TenantId> tenants = installation.connectAll(coupas, 25);
            session.say("  " + tenants.size() + " tenants connected");
            installation.liftCeilings(ApplicationRoster.TASK, tenants, NO_CEILING);
            int from = 0;
            for (Group group : groups) {
                int to = from + group.runs();
                measured.put(
                        group,
                        measure(session, installation, group, tenants.subList(from, to), coupas.subList(from, to)));
                from = to;
            }
        }
        warmUp.forEach(measured::remove);
        write(session, measured);
    }

    private void write(Session session, Map<Group, Measured> measured) {
        Table table = new Table("work", "records a second", "CPU ms a 1,000 records", "seconds", "RSS MB");
        List<Plot.Bar> rates = new ArrayList<>();
        List<Plot.Bar> costs = new ArrayList<>();
        measured.forEach((group, figures) -> {
            table.row(
                    group.title(),
                    Stats.number(figures.rate(), 0),
                    Stats.number(figures.cost(), 0),
                    Stats.number(figures.seconds(), 1),
                    figures.residentMegabytes());
            rates.add(new Plot.Bar(group.title(), figures.rate(), true));
            costs.add(new Plot.Bar(group.title(), figures.cost(), true));
        });
        List<Measured> bySize = those(measured, group -> group.atOnce() == 1 && group.users() >= SMALLEST);
        List<Measured> byTenants = those(measured, group -> group.users() == SMALLEST);
        Figures figures = new Figures();
        if (!session.smoke()) {
            figures.add("records a second, 10 thousand to 2 million", BAND, 2, spread(bySize, Measured::rate));
            figures.add("CPU a record, 10 thousand to 2 million", BAND, 2, spread(bySize, Measured::cost));
            figures.add("records a second, 1 to 1,000 tenants", BAND, 2, spread(byTenants, Measured::rate));
            figures.add("CPU a record, 1 to 1,000 tenants", BAND, 2, spread(byTenants, Measured::cost));
        }
        session.page(
                this,
                "roster-service, no limit and no latency at Coupa. One process does all of it, once it is warm; the RSS is"
                        + " the most so far. Every record was there, once. Within ± 20 % are figures of which the most is"
                        + " at most 1.5 times the least:",
                figures,
                "\nA run of 1,000 users is mostly its start, and one alone waits more than it works.\n\n" + table
                        + session.results()
                                .plot(id() + "-rate", Plot.bars("records a second; more is better", rates, 0))
                        + session.results()
                                .plot(id() + "-cpu", Plot.bars("CPU ms a 1,000 records; less is better", costs, 0)));
    }

    private static List<Measured> those(Map<Group, Measured> measured, Predicate<Group> wanted) {
        return measured.entrySet().stream()
                .filter(entry -> wanted.test(entry.getKey()))
                .map(Map.Entry::getValue)
                .toList();
    }

    private static double spread(List<Measured> measured, ToDoubleFunction<Measured> figure) {
        DoubleSummaryStatistics figures = measured.stream().mapToDouble(figure).summaryStatistics();
        return figures.getMax() / figures.getMin();
    }

    /** @param cost in milliseconds of CPU a 1,000 records */
    private record Measured(double rate, double cost, double seconds, long residentMegabytes) {}

    private static Measured measure(
            Session session,
            Installation installation,
            Group group,
            List<TenantId> tenants,
            List<CoupaInstance> coupas) {
        List<Long> pids = installation.pids(ApplicationRoster.TASK);
        // read when all is done: to count millions of records meanwhile would take time of both cores
        try (TopicTail.Mark before = session.mark(ApplicationRoster.TASK)) {
            double cpu = ProcessMeter.cpuSeconds(pids);
            long begin = System.nanoTime();
            for (int wave = 0; wave < group.runs(); wave += group.atOnce()) {
                List<UUID> commands = tenants.subList(wave, wave + group.atOnce()).stream()
                        .map(tenant -> installation.run(tenant, ApplicationRoster.TASK, RunMode.FULL))
                        .toList();
                commands.forEach(command -> installation.completed(command, PATIENCE));
            }
            double seconds = (System.nanoTime() - begin) / 1e9;
            double used = ProcessMeter.cpuSeconds(pids) - cpu;
            Set<String> keys =
                    Session.keys(tenants, coupas, coupa -> coupa.data().users());
            try (TopicTail tail = before.follow()) {
                tail.requireExactly(keys);
            }
            double rate = keys.size() / seconds;
            double cost = 1e6 * used / keys.size();
            session.say("  " + group.title() + ": " + Stats.number(rate, 0) + " records a second, "
                    + Stats.number(cost, 0) + " CPU ms a 1,000");
            return new Measured(rate, cost, seconds, ProcessMeter.mostResidentMegabytes(pids));
        }
    }
}
