package io.coupabridge.benchmark.row;

import io.coupabridge.benchmark.bed.Installation;
import io.coupabridge.benchmark.bed.TopicTail;
import io.coupabridge.benchmark.report.Stats;
import io.coupabridge.benchmark.report.Table;
import io.coupabridge.contracts.RunMode;
import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TaskEvent;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.simulator.CoupaInstance;
import io.coupabridge.simulator.InstanceSpec;
import io.coupabridge.simulator.log.LoggedRequest;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

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
        int records = session.sized(RECORDS);
        CoupaInstance coupa = session.bed()
                .coupa(InstanceSpec.defaults()
                        .users(records)
                        .expenseLines(records)
                        .expenseDates(1, 80, 90)
                        .latency(LATENCY)
                        .limit(25, 20));
        Table table =
                new Table("task", "seconds", "promised by its share", "requests", "429", "most in a second, both");
        try (Installation installation = new Installation(session.bed(), 2, List.of(coupa))) {
            TenantId tenant = installation.connect(session.bed().freshName("tenant"), coupa, CEILING);
            coupa.log().clear();
            Map<Task, UUID> commands = new EnumMap<>(Task.class);
            Map<Task, TopicTail> tails = new EnumMap<>(Task.class);
            for (Task task : Task.values()) {
                tails.put(
                        task,
                        new TopicTail(
                                session.bed().bootstrapServers(),
                                task.recordTopic().topicName()));
            }
            for (Task task : Task.values()) {
                commands.put(task, installation.run(tenant, task, RunMode.FULL));
            }
            for (Task task : Task.values()) {
                TaskEvent outcome = installation.outcome(task, commands.get(task), PATIENCE);
                if (outcome.type() != TaskEvent.Type.COMPLETED) {
                    throw new IllegalStateException("The run did not complete: " + outcome);
                }
            }
            for (Task task : Task.values()) {
                String path = task == Task.APPLICATION_ROSTER ? "/api/users" : "/api/expense";
                List<LoggedRequest> requests =
                        coupa.log().requests(request -> request.path().startsWith(path));
                TopicTail tail = tails.get(task);
                tail.close();
                double seconds = (tail.lastNanos() - requests.get(0).receivedNanos()) / 1e9;
                table.row(
                        task,
                        Stats.number(seconds, 1),
                        Stats.number((requests.size() / (CEILING / 2.0) + 2 * LATENCY.toMillis() / 1e3) / 0.93, 1),
                        requests.size(),
                        coupa.log().apiCount(429),
                        coupa.log().maxInOneSecond());
                session.say("  " + task + ": " + Stats.number(seconds, 1) + " s, " + tail.count() + " records");
            }
        }
        session.results()
                .page(
                        id(),
                        title(),
                        "Promise 11 with half of the ceiling for each, for the requests that the task needed.\n\n"
                                + table);
    }
}
