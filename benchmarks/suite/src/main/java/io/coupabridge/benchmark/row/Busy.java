package io.coupabridge.benchmark.row;

import io.coupabridge.benchmark.bed.Installation;
import io.coupabridge.benchmark.bed.TopicTail;
import io.coupabridge.benchmark.report.Figures;
import io.coupabridge.benchmark.report.Reach;
import io.coupabridge.benchmark.subject.Work;
import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.ExpenseDiscovery;
import io.coupabridge.contracts.RunMode;
import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.simulator.CoupaInstance;
import io.coupabridge.simulator.InstanceSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/** How many requests small runs take on a machine that has not enough processors: no more than on one that has. */
final class Busy implements Row {

    private static final int USERS = 1_234;
    private static final int LINES = 101;
    private static final int CEILING = 25;
    private static final int LOOPS = 4;

    /** Of the pages, and beside them. */
    private static final double MOST_WASTE = 0.1;

    private static final int MOST_BESIDE = 6;

    private static final List<Duration> LATENCIES = List.of(Duration.ofMillis(50), Duration.ofMillis(300));
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @Override
    public String id() {
        return "busy";
    }

    @Override
    public String title() {
        return "1,234 users, and 101 expense lines, beside four busy loops; ceiling 25/s";
    }

    @Override
    public void run(Session session) {
        Figures figures = new Figures();
        for (Duration latency : session.smoke() ? LATENCIES.subList(0, 1) : LATENCIES) {
            session.repeat(() -> measure(session, latency, figures));
        }
        session.page(
                this,
                "Four processes do nothing but compute meanwhile. Counted, not timed: 10 % of the pages and 6 requests"
                        + " beyond them at most. The pages of the lines are theirs and those of their reports.",
                figures,
                "");
    }

    private static void measure(Session session, Duration latency, Figures figures) {
        CoupaInstance coupa = session.bed()
                .coupa(InstanceSpec.defaults()
                        .users(USERS)
                        .expenseLines(LINES)
                        .expenseDates(1, 80, 90)
                        .itemisedReports(0)
                        .latency(latency));
        try (Installation installation = new Installation(session.bed(), 1, List.of(coupa));
                Loops loops = new Loops()) {
            TenantId tenant = installation.connect(session.bed().freshName("tenant"), coupa, CEILING);
            loops.start();
            for (Task task : List.of(ApplicationRoster.TASK, ExpenseDiscovery.TASK)) {
                coupa.log().clear();
                int pages = pages(coupa, task);
                try (TopicTail tail = session.tail(task)) {
                    UUID run = installation.run(tenant, task, RunMode.FULL);
                    installation.completed(run, PATIENCE);
                    tail.requireExactly(Work.table(task, coupa).ids().stream()
                            .map(id -> tenant + "/" + id)
                            .collect(Collectors.toSet()));
                }
                figures.add(
                        "requests, " + task + ", for " + pages + " pages, " + latency.toMillis() + " ms",
                        Reach.atMost(Math.floor((1 + MOST_WASTE) * pages + MOST_BESIDE), 0),
                        0,
                        coupa.log().apiCount());
            }
        }
    }

    private static int pages(CoupaInstance coupa, Task task) {
        int reports = task == ApplicationRoster.TASK
                ? 0
                : coupa.data().expenseReports().count();
        return Work.pages(Work.table(task, coupa).count()) + Work.pages(reports);
    }

    /** Processes that compute and nothing else. */
    private static final class Loops implements AutoCloseable {

        private final List<Process> processes = new ArrayList<>();

        void start() {
            for (int loop = 0; loop < LOOPS; loop++) {
                try {
                    processes.add(new ProcessBuilder("sh", "-c", "while :; do :; done").start());
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }

        @Override
        public void close() {
            processes.forEach(Process::destroyForcibly);
        }
    }
}
