package io.coupabridge.benchmark.row;

import io.coupabridge.benchmark.report.Figures;
import io.coupabridge.benchmark.report.Plot;
import io.coupabridge.benchmark.report.Reach;
import io.coupabridge.benchmark.report.Stats;
import io.coupabridge.benchmark.report.Table;
import io.coupabridge.benchmark.subject.CoupaBridge;
import io.coupabridge.benchmark.subject.Measurement;
import io.coupabridge.benchmark.subject.Peer;
import io.coupabridge.benchmark.subject.Subject;
import io.coupabridge.benchmark.subject.Work;
import io.coupabridge.contracts.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Expense lines from a Coupa that answers at once and does not limit: what a record costs. */
final class CpuPerRecord implements Row {

    private static final int LINES = 100_000;

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
        Work work = new Work(Task.EXPENSE_DISCOVERY, session.sized(LINES), Duration.ZERO, 0);
        Table table = new Table(
                "system", "records a CPU second", "CPU s", "broker CPU s", "database CPU s", "seconds", "RSS MB");
        List<Plot.Bar> bars = new ArrayList<>();
        List<Subject> subjects = new ArrayList<>(List.of(new CoupaBridge()));
        if (session.peers()) {
            for (Peer.Variant variant : List.of(Peer.Variant.EXACT, Peer.Variant.TUNED, Peer.Variant.PLAIN)) {
                for (Peer.Framework framework : Peer.Framework.values()) {
                    subjects.add(new Peer(framework, variant));
                }
            }
        }
        Map<Subject, List<Measurement>> measured = new LinkedHashMap<>();
        for (int round = 0; round < session.runs(); round++) {
            // in turns, since a machine that others use changes its speed while this goes on
            for (Subject subject : subjects) {
                measured.computeIfAbsent(subject, first -> new ArrayList<>()).addAll(session.measure(subject, work, 1));
            }
        }
        Figures figures = new Figures();
        List<Measurement> ours = measured.get(subjects.get(0));
        measured.forEach((subject, runs) -> {
            if (subject instanceof Peer peer) {
                Reach reach = peer.exact() ? Reach.atLeast(1, 0) : Reach.NONE;
                for (int round = 0; round < runs.size(); round++) {
                    double ratio = ours.get(round).recordsACpuSecond()
                            / runs.get(round).recordsACpuSecond();
                    figures.add("of " + subject.name(), reach, 2, ratio);
                }
            }
            List<Double> perCpu =
                    runs.stream().map(Measurement::recordsACpuSecond).toList();
            table.row(
                    subject.name(),
                    Stats.text(perCpu, 0),
                    text(runs, Measurement::cpuSeconds),
                    text(runs, Measurement::brokerCpuSeconds),
                    text(runs, Measurement::databaseCpuSeconds),
                    text(runs, Measurement::seconds),
                    runs.stream()
                            .mapToLong(Measurement::residentMegabytes)
                            .max()
                            .orElse(0));
            bars.add(new Plot.Bar(subject.name(), Stats.median(perCpu), subject instanceof CoupaBridge));
        });
        session.page(
                this,
                        "CPU of expense-service, or of the peer's process, from when it stands ready (ours with its tenant"
                                + " connected) to its end of work; nothing is warm. token-service got the token before; a"
                                + " peer gets its own."
                                + " All read the reports first, for their status, and publish the same records: each"
                                + " line with all fields of the contract, as a CloudEvent. Of each run 200 lines, spread"
                                + " over all, were compared with Coupa's. The peers quarantine nothing, look nothing up"
                                + " beyond their pages, do not ask for items apart, and do not look for what is gone from"
                                + " Coupa. *exact* has what Coupa Bridge has: transactions on Kafka (each, as of Coupa"
                                + " Bridge, for up to 16 pages that are there together), a stored checkpoint, change"
                                + " detection. *tuned* and *plain* have none of them, so each record is new to them."
                                + " All JVMs are set up by `deploy/jvm.options`. Records a CPU second of Coupa Bridge over"
                                + " those of a peer that was measured in the same round:",
                figures,
                        "\nMedians of the runs, with the least and the most behind them:\n\n" + table
                                + session.results()
                                        .plot(id(), Plot.bars("records a CPU second; more is better", bars, 0)));
    }

    private static String text(List<Measurement> runs, Function<Measurement, Double> figure) {
        return Stats.text(runs.stream().map(figure).toList(), 1);
    }
}
