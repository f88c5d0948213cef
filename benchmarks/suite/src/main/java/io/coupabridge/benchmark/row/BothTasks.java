package io.coupabridge.benchmark.row;

import io.coupabridge.benchmark.bed.Installation;
import io.coupabridge.benchmark.bed.TopicTail;
import io.coupabridge.benchmark.report.Stats;
import io.coupabridge.benchmark.report.Table;
import io.coupabridge.contracts.RunMode;
import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.simulator.CoupaInstance;
import io.coupabridge.simulator.InstanceSpec;
import io.coupabridge.simulator.log.LoggedRequest;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/** Both tasks of one tenant at once, on two replicas each, under the default ceiling: each has its share. */
final class BothTasks implements Row {

    private static final int RECORDS = 10_000;
    private static final int CEILING = 10;
    private static final int PAGE = 50;
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
        int records = session.sized(RECORDS);
        CoupaInstance coupa = session.bed()
                .coupa(InstanceSpec.defaults()
                        .users(records)
                        .expenseLines(records)
                        .expenseDates(1, 80, 90)
                        .itemisedReports(0)
                        .latency(LATENCY)
                        .limit(25, 20));
        Table table =
                new Table("task", "seconds", "promised by its share", "requests", "429", "most in a second, both");
        try (Installation installation = new Installation(session.bed(), 2, List.of(coupa));
                TopicTail users = session.tail(Task.APPLICATION_ROSTER);
                TopicTail lines = session.tail(Task.EXPENSE_DISCOVERY)) {
            TenantId tenant = installation.connect(session.bed().freshName("tenant"), coupa, CEILING);
            coupa.log().clear();
            Map<Task, UUID> commands = new EnumMap<>(Task.class);
            Map<Task, TopicTail> tails = Map.of(Task.APPLICATION_ROSTER, users, Task.EXPENSE_DISCOVERY, lines);
            for (Task task : Task.values()) {
                commands.put(task, installation.run(tenant, task, RunMode.FULL));
            }
            for (Task task : Task.values()) {
                installation.completed(commands.get(task), PATIENCE);
            }
            for (Task task : Task.values()) {
                String path = task == Task.APPLICATION_ROSTER ? "/api/users" : "/api/expense";
                List<LoggedRequest> requests =
                        coupa.log().requests(request -> request.path().startsWith(path));
                TopicTail tail = tails.get(task);
                tail.requireExactly(
                        ids(coupa, task).stream().map(id -> tenant + "/" + id).collect(Collectors.toSet()));
                double seconds = (tail.lastNanos() - requests.get(0).receivedNanos()) / 1e9;
                double promised = (pages(coupa, task) / (CEILING / 2.0) + 2 * LATENCY.toMillis() / 1e3) / 0.93;
                table.row(
                        task,
                        Stats.number(seconds, 1),
                        Stats.number(promised, 1),
                        requests.size(),
                        coupa.log().apiCount(429),
                        coupa.log().maxInOneSecond());
                session.say("  " + task + ": " + Stats.number(seconds, 1) + " s of " + Stats.number(promised, 1));
            }
        }
        session.results()
                .page(
                        id(),
                        title(),
                        "Promise 11 with half of the ceiling for each: users and lines, and the reports of the lines, in"
                                + " pages of 50.\n\n" + table);
    }

    private static List<Long> ids(CoupaInstance coupa, Task task) {
        return (task == Task.APPLICATION_ROSTER
                        ? coupa.data().users()
                        : coupa.data().expenseLines())
                .ids();
    }

    /** Those that are needed: the lines do not say all about their reports. */
    private static int pages(CoupaInstance coupa, Task task) {
        int reports = task == Task.APPLICATION_ROSTER
                ? 0
                : coupa.data().expenseReports().count();
        return (ids(coupa, task).size() + PAGE - 1) / PAGE + (reports + PAGE - 1) / PAGE;
    }
}
