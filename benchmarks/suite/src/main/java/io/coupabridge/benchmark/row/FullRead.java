package io.coupabridge.benchmark.row;

import static io.coupabridge.benchmark.subject.Peer.Framework.CAMEL;
import static io.coupabridge.benchmark.subject.Peer.Framework.SPRING;
import static io.coupabridge.benchmark.subject.Peer.Variant.PLAIN;
import static io.coupabridge.benchmark.subject.Peer.Variant.TUNED;

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
import io.coupabridge.contracts.ApplicationRoster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/** All users of a Coupa that limits as the real one does, to Kafka: how long it takes, and how many tokens and requests. */
final class FullRead implements Row {

    private static final int CEILING = 25;

    /** In per cent, of a read of 100,000. */
    private static final double MOST_WASTE = 3;

    private final int users;
    private final Duration latency;
    private final boolean withPeers;

    /** @param withPeers whether the peers do it too */
    FullRead(int users, Duration latency, boolean withPeers) {
        this.users = users;
        this.latency = latency;
        this.withPeers = withPeers;
    }

    @Override
    public String id() {
        return "users-" + latency.toMillis() + "ms";
    }

    @Override
    public String title() {
        return String.format("%,d users to Kafka, %d ms a request, limit and ceiling 25/s", users, latency.toMillis());
    }

    @Override
    public void run(Session session) {
        Work work = new Work(ApplicationRoster.TASK, session.sized(users), latency, CEILING);
        Table table = new Table(
                "system", "runs", "seconds", "requests", "beyond the pages", "429", "most in a second", "grants");
        List<Plot.Bar> bars = new ArrayList<>();
        Figures figures = new Figures();
        for (Subject subject : subjects(session.peers() && withPeers)) {
            List<Measurement> runs = session.measure(subject, work, timesOf(subject, session));
            if (subject instanceof CoupaBridge) {
                runs.forEach(run -> judge(run, work, figures));
            }
            List<Double> seconds = runs.stream().map(Measurement::seconds).toList();
            long requests = most(runs, Measurement::requests);
            table.row(
                    subject.name(),
                    runs.size(),
                    Stats.text(seconds, 2),
                    requests,
                    Stats.number(waste(requests, work), 1) + " %",
                    most(runs, Measurement::throttled),
                    most(runs, Measurement::mostASecond),
                    most(runs, Measurement::grants));
            bars.add(new Plot.Bar(subject.name(), Stats.median(seconds), subject instanceof CoupaBridge));
        }
        session.page(
                this,
                "From the first API request to the last record at a `read_committed` consumer, each system with a"
                        + " process that has just started. Every record was there, once, in every run, and 200 of each"
                        + " run, spread over all, had the fields and headers of the contract, with Coupa's"
                        + " values. Requests in a second are counted as they arrive; ours and those of the tuned"
                        + " peers are spaced where they are sent. Coupa Bridge:",
                figures,
                "\nSide by side: seconds are the median of the runs, with the least and the most of them behind it; the"
                        + " other figures are the worst of the runs.\n\n" + table
                        + session.results().plot(id(), Plot.bars("seconds; less is better", bars, 1)));
    }

    private void judge(Measurement run, Work work, Figures figures) {
        figures.add("seconds (promise 11)", Reach.atMost(work.promisedSeconds(), 2), 2, run.seconds());
        figures.add("answers with 429", Reach.exactly(0), 0, run.throttled());
        figures.add("grants", Reach.exactly(1), 0, run.grants());
        Reach waste = users >= 100_000 ? Reach.atMost(MOST_WASTE, 0) : Reach.NONE;
        figures.add("% of requests beyond the pages", waste, 1, waste(run.requests(), work));
    }

    private static double waste(long requests, Work work) {
        return 100.0 * (requests - work.pages()) / requests;
    }

    private static long most(List<Measurement> runs, ToLongFunction<Measurement> figure) {
        return runs.stream().mapToLong(figure).max().orElse(0);
    }

    private static List<Subject> subjects(boolean peers) {
        return peers
                ? List.of(
                        new CoupaBridge(),
                        new Peer(CAMEL, TUNED),
                        new Peer(SPRING, TUNED),
                        new Peer(CAMEL, PLAIN),
                        new Peer(SPRING, PLAIN))
                : List.of(new CoupaBridge());
    }

    /** What takes minutes and hardly varies, since it waits for one answer after the other, is measured once. */
    private int timesOf(Subject subject, Session session) {
        boolean slow = subject.name().endsWith("plain") && latency.toMillis() * users / 50 > 30_000;
        return slow ? 1 : session.runs();
    }
}
