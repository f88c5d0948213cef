package io.coupabridge.benchmark.row;

import io.coupabridge.benchmark.report.Plot;
import io.coupabridge.benchmark.report.Stats;
import io.coupabridge.benchmark.report.Table;
import io.coupabridge.benchmark.subject.CoupaBridge;
import io.coupabridge.benchmark.subject.Measurement;
import io.coupabridge.benchmark.subject.Work;
import io.coupabridge.contracts.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What a record costs when there are more of them. */
final class Growth implements Row {

    private static final List<Integer> SIZES = List.of(10_000, 100_000, 500_000, 2_000_000);

    @Override
    public String id() {
        return "growth";
    }

    @Override
    public String title() {
        return "Records a second and CPU a record, from 10 thousand to 2 million users";
    }

    @Override
    public void run(Session session) {
        Table table = new Table("users", "records a second", "CPU ms a 1,000 records", "seconds", "RSS MB");
        List<Plot.Bar> bars = new ArrayList<>();
        for (int size : session.smoke() ? List.of(10_000) : SIZES) {
            Work work = new Work(Task.APPLICATION_ROSTER, session.sized(size), Duration.ZERO, 0);
            Measurement measured = session.measure(new CoupaBridge(), work, 1).get(0);
            double cost = 1e6 * measured.cpuSeconds() / measured.records();
            table.row(
                    Stats.number(measured.records(), 0),
                    Stats.number(measured.recordsASecond(), 0),
                    Stats.number(cost, 0),
                    Stats.number(measured.seconds(), 1),
                    measured.residentMegabytes());
            bars.add(new Plot.Bar(Stats.number(measured.records(), 0) + " users", measured.recordsASecond(), true));
        }
        session.results()
                .page(
                        id(),
                        title(),
                        "No limit and no latency; one run each, with a process that has just started, so that the"
                                + " smallest pays for a JVM that is cold.\n\n" + table
                                + session.results().plot(id(), Plot.bars("records a second; more is better", bars, 0)));
    }
}
