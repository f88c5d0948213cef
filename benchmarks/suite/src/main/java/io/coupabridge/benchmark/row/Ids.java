package io.coupabridge.benchmark.row;

import io.coupabridge.benchmark.report.Figures;
import io.coupabridge.benchmark.report.Reach;
import io.coupabridge.benchmark.subject.CoupaBridge;
import io.coupabridge.benchmark.subject.IdShape;
import io.coupabridge.benchmark.subject.Work;
import io.coupabridge.contracts.ApplicationRoster;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** A full read of users whose ids lie in one way or another: how long it takes, and how many requests. */
final class Ids implements Row {

    private static final int USERS = 10_000;
    private static final int CEILING = 25;

    /** Of the pages, that may be asked for in vain, beside one page for each lane. */
    private static final double MOST_WASTE = 0.03;

    private static final List<IdShape> SHAPES =
            List.of(IdShape.DENSE, IdShape.GAPPY, IdShape.CLUSTERED, IdShape.REVERSED);

    private static final List<Duration> LATENCIES =
            List.of(Duration.ofMillis(30), Duration.ofMillis(300), Duration.ofMillis(1_500));

    @Override
    public String id() {
        return "ids";
    }

    @Override
    public String title() {
        return "10,000 users whose ids lie in four ways, at three latencies, limit and ceiling 25/s";
    }

    @Override
    public void run(Session session) {
        Figures figures = new Figures();
        // smoke shows that it works, and not how well
        for (IdShape shape : session.smoke() ? List.of(IdShape.GAPPY) : SHAPES) {
            for (Duration latency : session.smoke() ? LATENCIES.subList(0, 1) : LATENCIES) {
                measure(session, shape, latency, figures);
            }
        }
        session.page(
                this,
                "Dense ids; gappy ones, of which one in a hundred is near 2³¹ and one near 2³²; clusters of 500, a million"
                        + " ids apart; and reversed density, where the newest tenth lies a thousand ids apart. Each run"
                        + " has a process of its own. Promise 11 bounds the seconds; 3 % of the pages, and one for each"
                        + " lane, the requests beyond the pages.",
                figures,
                "");
    }

    private static void measure(Session session, IdShape shape, Duration latency, Figures figures) {
        Work work = new Work(ApplicationRoster.TASK, session.sized(USERS), latency, CEILING, shape);
        String which = shape.name().toLowerCase(Locale.ROOT) + ", " + latency.toMillis() + " ms";
        session.measure(new CoupaBridge(), work, session.runs()).forEach(run -> {
            figures.add("seconds, " + which, Reach.atMost(work.promisedSeconds(), 2), 2, run.seconds());
            figures.add(
                    "requests beyond the pages, " + which,
                    Reach.atMost(Math.floor(MOST_WASTE * work.pages() + work.lanes()), 0),
                    0,
                    run.requests() - work.pages());
        });
    }
}
