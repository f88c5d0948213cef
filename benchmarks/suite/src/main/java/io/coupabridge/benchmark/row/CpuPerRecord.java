package io.coupabridge.benchmark.row;

import io.coupabridge.benchmark.report.Figures;
import io.coupabridge.benchmark.report.Plot;
import io.coupabridge.benchmark.report.Reach;
import io.coupabridge.benchmark.report.Stats;
import io.coupabridge.benchmark.report.Table;
import io.coupabridge.benchmark.subject.CoupaBridge;
import io.coupabridge.benchmark.subject.Measurement;
import io.coupabridge.benchmark.subject.Peer;
import io.coupabridge.benchmark.subject.Rounds;
import io.coupabridge.benchmark.subject.Subject;
import io.coupabridge.benchmark.subject.Work;
import io.coupabridge.contracts.ExpenseDiscovery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Expense lines from a Coupa that answers at once and does not limit: what a record costs, in a process that has just
 * started and in a warm one.
 */
final class CpuPerRecord implements Row {

    private static final int LINES = 100_000;
    private static final int ROUNDS = 5;

    @Override
    public String id() {
        return "cpu";
    }

    @Override
    public String title() {
        return "100,000 expense lines, no limit and no latency: what a record costs";
    }

    @Override
    public void run(Session session) {
        Work work = new Work(ExpenseDiscovery.TASK, session.sized(LINES), Duration.ZERO, 0);
        CoupaBridge bridge = new CoupaBridge();
        List<Rounds> ours = new ArrayList<>();
        Map<Peer, List<Rounds>> theirs = new LinkedHashMap<>();
        if (session.peers()) {
            peers().forEach(peer -> theirs.put(peer, new ArrayList<>()));
        }
        // in turns, since a machine that others use changes its speed while this goes on
        session.repeat(() -> {
            ours.add(session.rounds(bridge, work, ROUNDS));
            theirs.forEach((peer, runs) -> runs.add(session.rounds(peer, work, roundsOf(peer))));
        });
        Figures figures = new Figures();
        theirs.forEach((peer, runs) -> {
            if (warm(runs)) {
                compare(figures, "warm", peer, ours, runs, Rounds::typical);
            }
        });
        theirs.forEach((peer, runs) -> compare(figures, "cold", peer, ours, runs, Rounds::cold));
        Table table = new Table(
                "system",
                "records a CPU second, cold",
                "warm",
                "CPU s",
                "broker CPU s",
                "database CPU s",
                "seconds",
                "RSS MB");
        List<Plot.Bar> bars = new ArrayList<>();
        show(bridge, ours, table, bars);
        theirs.forEach((peer, runs) -> show(peer, runs, table, bars));
        session.page(
                this,
                words(),
                figures,
                "\nMedians of the runs, with the least and the most behind them. CPU s and what stands right of it are of"
                        + " the warm round; of *plain* they are of its only one, which is cold.\n\n"
                        + table
                        + session.results()
                                .plot(id(), Plot.bars("records a CPU second, warm; more is better", bars, 0)));
    }

    private static List<Peer> peers() {
        List<Peer> peers = new ArrayList<>();
        for (Peer.Variant variant : List.of(Peer.Variant.EXACT, Peer.Variant.TUNED, Peer.Variant.PLAIN)) {
            for (Peer.Framework framework : Peer.Framework.values()) {
                peers.add(new Peer(framework, variant));
            }
        }
        return peers;
    }

    /** One, where a round may take more than a minute. */
    private static int roundsOf(Peer peer) {
        return peer.plain() ? 1 : ROUNDS;
    }

    private static boolean warm(List<Rounds> runs) {
        return runs.stream().allMatch(Rounds::warm);
    }

    private static void compare(
            Figures figures,
            String state,
            Peer peer,
            List<Rounds> ours,
            List<Rounds> theirs,
            Function<Rounds, Measurement> round) {
        Reach reach = peer.exact() ? Reach.atLeast(1, 0) : Reach.NONE;
        for (int run = 0; run < theirs.size(); run++) {
            double ratio = round.apply(ours.get(run)).recordsACpuSecond()
                    / round.apply(theirs.get(run)).recordsACpuSecond();
            figures.add(state + ", of " + peer.name(), reach, 2, ratio);
        }
    }

    private static void show(Subject subject, List<Rounds> runs, Table table, List<Plot.Bar> bars) {
        boolean warm = warm(runs);
        table.row(
                subject.name(),
                text(runs, 0, run -> run.cold().recordsACpuSecond()),
                warm ? text(runs, 0, run -> run.typical().recordsACpuSecond()) : "–",
                ofTypical(runs, Measurement::cpuSeconds),
                ofTypical(runs, Measurement::brokerCpuSeconds),
                ofTypical(runs, Measurement::databaseCpuSeconds),
                ofTypical(runs, Measurement::seconds),
                runs.stream()
                        .mapToLong(run -> run.typical().residentMegabytes())
                        .max()
                        .orElse(0));
        bars.add(new Plot.Bar(
                subject.name() + (warm ? "" : " (cold)"),
                Stats.median(runs.stream()
                        .map(run -> run.typical().recordsACpuSecond())
                        .toList()),
                subject instanceof CoupaBridge));
    }

    private static String ofTypical(List<Rounds> runs, Function<Measurement, Double> figure) {
        return text(runs, 1, run -> figure.apply(run.typical()));
    }

    private static String text(List<Rounds> runs, int decimals, Function<Rounds, Double> figure) {
        return Stats.text(runs.stream().map(figure).toList(), decimals);
    }

    private static String words() {
        return "A service lives for weeks, so what its operator pays is what a record costs in a *warm* process; in a *cold*"
                + " one, much of it is loading classes and compiling them. So each system does the work " + ROUNDS
                + " times in one process: the first round is the cold one, and of the last three the one whose CPU is in the"
                + " middle is the warm one. Between two rounds every line is changed at Coupa, so that each is published again,"
                + " and with change detection as its next version; the reports are touched, and keep their status. Each"
                + " round reads all of it anew, the reports too, with the token that is there: ours as what changed,"
                + " since a full run reads beside all lines those that changed before it."
                + " *plain* does one round, since that may take"
                + " more than a minute.\n\n"
                + "CPU of expense-service, or of the peer's process, in a round: the cold one from when it stands ready"
                + " (ours with its tenant connected) to its end of work, each other from when it stands idle. token-service"
                + " got the token before; a peer gets its own, in the cold round."
                + " All read the reports first, for their status, and publish the same records: each"
                + " line with all fields and headers of the contract. In each round every line came once, and 200 of"
                + " them, spread over all, were compared with Coupa's. The peers quarantine nothing, look nothing up"
                + " beyond their pages, do not ask for items apart, and do not look for what is gone from"
                + " Coupa. *exact* has what Coupa Bridge has: transactions on Kafka (each, as of Coupa"
                + " Bridge, for up to 32 pages that are there together; ours waits up to 50 ms for them), a stored checkpoint, change"
                + " detection with versions. *tuned* and *plain* have none of them, so each record is new to them in each"
                + " round. All JVMs are set up by `deploy/jvm.options`. Records a CPU second of Coupa Bridge over"
                + " those of a peer that was measured in the same run:";
    }
}
