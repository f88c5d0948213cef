package io.coupabridge.benchmark.row;

import io.coupabridge.benchmark.bed.Installation;
import io.coupabridge.benchmark.bed.ProcessMeter;
import io.coupabridge.benchmark.bed.TopicTail;
import io.coupabridge.benchmark.report.Plot;
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
import java.util.Set;
import java.util.UUID;

/** What a record costs when a tenant has more of them, and when more tenants run at once; by a process that is warm. */
final class Growth implements Row {

    private static final int NO_CEILING = 2_000;
    private static final Duration PATIENCE = Duration.ofMinutes(30);

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
        Table table = new Table("work", "records a second", "CPU ms a 1,000 records", "seconds", "RSS MB");
        List<Plot.Bar> bars = new ArrayList<>();
        try (Installation installation = new Installation(session.bed(), 1, coupas)) {
            List<TenantId> tenants = installation.connectAll(coupas, 25);
            session.say("  " + tenants.size() + " tenants connected");
            installation.liftCeilings(Task.APPLICATION_ROSTER, tenants, NO_CEILING);
            int from = 0;
            for (Group group : groups) {
                int to = from + group.runs();
                Measured measured =
                        measure(session, installation, group, tenants.subList(from, to), coupas.subList(from, to));
                if (!warmUp.contains(group)) {
                    table.row(
                            group.title(),
                            Stats.number(measured.rate(), 0),
                            Stats.number(measured.cost(), 0),
                            Stats.number(measured.seconds(), 1),
                            measured.residentMegabytes());
                    bars.add(new Plot.Bar(group.title(), measured.cost(), true));
                }
                from = to;
            }
        }
        session.results()
                .page(
                        id(),
                        title(),
                        "roster-service, no limit and no latency at Coupa. One process does all of it, once it"
                                + " is warm; the RSS is the most so far. A run of 1,000 users is mostly its start. Every"
                                + " record was there, once.\n\n" + table
                                + session.results()
                                        .plot(id(), Plot.bars("CPU ms a 1,000 records; less is better", bars, 0)));
    }

    /** @param cost in milliseconds of CPU a 1,000 records */
    private record Measured(double rate, double cost, double seconds, long residentMegabytes) {}

    private static Measured measure(
            Session session,
            Installation installation,
            Group group,
            List<TenantId> tenants,
            List<CoupaInstance> coupas) {
        Set<String> keys = Session.userKeys(tenants, coupas);
        List<Long> pids = installation.pids(Task.APPLICATION_ROSTER);
        try (TopicTail tail = session.tail(Task.APPLICATION_ROSTER)) {
            tail.expect(keys);
            double cpu = ProcessMeter.cpuSeconds(pids);
            long begin = System.nanoTime();
            for (int wave = 0; wave < group.runs(); wave += group.atOnce()) {
                List<UUID> commands = tenants.subList(wave, wave + group.atOnce()).stream()
                        .map(tenant -> installation.run(tenant, Task.APPLICATION_ROSTER, RunMode.FULL))
                        .toList();
                commands.forEach(command -> installation.completed(command, PATIENCE));
            }
            double seconds = (System.nanoTime() - begin) / 1e9;
            double used = ProcessMeter.cpuSeconds(pids) - cpu;
            tail.requireExactly(keys);
            double rate = keys.size() / seconds;
            double cost = 1e6 * used / keys.size();
            session.say("  " + group.title() + ": " + Stats.number(rate, 0) + " records a second, "
                    + Stats.number(cost, 0) + " CPU ms a 1,000");
            return new Measured(rate, cost, seconds, ProcessMeter.mostResidentMegabytes(pids));
        }
    }
}
