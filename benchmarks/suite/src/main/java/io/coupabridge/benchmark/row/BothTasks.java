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
import io.coupabridge.simulator.log.LoggedRequest;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/** Both tasks of one tenant at once, on two replicas each, under the default ceiling: each has its share. */
final class BothTasks implements Row {

    private static final int RECORDS = 10_000;
    private static final int CEILING = 10;
    private static final Duration LATENCY = Duration.ofMillis(300);
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @Override
    public String id() {
        return "both-tasks";
    }

    @Override
    public String title() {
        return "10,000 users and 10,000 expense lines at once, 300 ms a request, ceiling 10/s, two replicas each";
    }

    @Override
    public void run(Session session) {
        Figures figures = new Figures();
        session.repeat(() -> measure(session, figures));
        session.page(
                this,
                "Promise 11 with half of the ceiling for each: users and lines, and the reports of the lines, in pages of"
                        + " 50. Requests in a second are counted as they arrive.",
                figures,
                "");
    }

    private static void measure(Session session, Figures figures) {
        int records = session.sized(RECORDS);
        CoupaInstance coupa = session.bed()
                .coupa(InstanceSpec.defaults()
                        .users(records)
                        .expenseLines(records)
                        .expenseDates(1, 80, 90)
                        .itemisedReports(0)
                        .latency(LATENCY)
                        .limit(25, 20));
        try (Installation installation = new Installation(session.bed(), 2, List.of(coupa));
                TopicTail users = session.tail(ApplicationRoster.TASK);
                TopicTail lines = session.tail(ExpenseDiscovery.TASK)) {
            TenantId tenant = installation.connect(session.bed().freshName("tenant"), coupa, CEILING);
            coupa.log().clear();
            Map<Task, UUID> commands = new LinkedHashMap<>();
            Map<Task, TopicTail> tails = Map.of(ApplicationRoster.TASK, users, ExpenseDiscovery.TASK, lines);
            for (Task task : Task.all()) {
                commands.put(task, installation.run(tenant, task, RunMode.FULL));
            }
            for (Task task : Task.all()) {
                installation.completed(commands.get(task), PATIENCE);
            }
            for (Task task : Task.all()) {
                String path = task == ApplicationRoster.TASK ? "/api/users" : "/api/expense";
                List<LoggedRequest> requests =
                        coupa.log().requests(request -> request.path().startsWith(path));
                TopicTail tail = tails.get(task);
                tail.requireExactly(Work.table(task, coupa).ids().stream()
                        .map(id -> tenant + "/" + id)
                        .collect(Collectors.toSet()));
                int pages = pages(coupa, task);
                figures.add(
                        "seconds, " + task + " (promise 11)",
                        Reach.atMost(Work.promisedSeconds(pages, CEILING / 2.0, LATENCY), 1),
                        1,
                        (tail.lastNanos() - requests.get(0).receivedNanos()) / 1e9);
                figures.add("requests, " + task + ", for " + pages + " pages", Reach.NONE, 0, requests.size());
            }
            figures.add("answers with 429", Reach.exactly(0), 0, coupa.log().apiCount(429));
            figures.add(
                    "most requests in a second, both",
                    Reach.atMost(CEILING, 0),
                    0,
                    coupa.log().maxInOneSecond());
        }
    }

    /** Those that are needed: the lines do not say all about their reports. */
    private static int pages(CoupaInstance coupa, Task task) {
        int reports = task == ApplicationRoster.TASK
                ? 0
                : coupa.data().expenseReports().count();
        return Work.pages(Work.table(task, coupa).count()) + Work.pages(reports);
    }
}
