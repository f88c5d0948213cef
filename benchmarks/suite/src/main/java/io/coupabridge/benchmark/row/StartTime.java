package io.coupabridge.benchmark.row;

import io.coupabridge.benchmark.bed.Installation;
import io.coupabridge.benchmark.report.Stats;
import io.coupabridge.benchmark.report.Table;
import java.util.ArrayList;
import java.util.List;

/** From the start of a process to its readiness, its database migrated and its topics checked before. */
final class StartTime implements Row {

    private static final int STARTS = 5;

    @Override
    public String id() {
        return "start";
    }

    @Override
    public String title() {
        return "Ready to work after start, one service";
    }

    @Override
    public void run(Session session) {
        List<Double> seconds = new ArrayList<>();
        try (Installation installation = new Installation(session.bed(), 1, List.of())) {
            for (int start = 0; start < (session.smoke() ? 1 : STARTS); start++) {
                seconds.add(installation.secondsToRestart());
            }
        }
        Table table = new Table("Java", "seconds", "reach");
        table.row(Runtime.version(), Stats.text(seconds, 2), "≤ 3 s on 17, ≤ 1.5 s with a trained AOT cache on 25");
        session.say(table.toString());
        session.results()
                .page(
                        id(),
                        title(),
                        "roster-service as packaged (fast-jar, no archive), asked for its readiness every 100 ms, the two"
                                + " other services idle beside it.\n\n" + table);
    }
}
