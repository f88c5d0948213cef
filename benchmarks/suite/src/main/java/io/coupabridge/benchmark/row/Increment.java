package io.coupabridge.benchmark.row;

import io.coupabridge.benchmark.bed.Installation;
import io.coupabridge.benchmark.report.Table;
import io.coupabridge.contracts.RunMode;
import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TaskEvent;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.simulator.CoupaInstance;
import io.coupabridge.simulator.InstanceSpec;
import io.coupabridge.simulator.data.RecordTable;
import io.coupabridge.testing.scenario.Platform;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** What an increment asks for, when one record in a hundred has changed since. */
final class Increment implements Row {

    private static final int USERS = 100_000;
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    @Override
    public String id() {
        return "increment";
    }

    @Override
    public String title() {
        return "Incremental run with 1 % changed out of 100,000";
    }

    @Override
    public void run(Session session) {
        CoupaInstance coupa = session.bed()
                .coupa(InstanceSpec.defaults().users(session.sized(USERS)).expenseLines(0));
        try (Installation installation = new Installation(session.bed(), 1, List.of(coupa))) {
            TenantId tenant = installation.connect(session.bed().freshName("tenant"), coupa, 25);
            installation.liftCeilings(Task.APPLICATION_ROSTER, 2_000);
            completed(installation, installation.run(tenant, Task.APPLICATION_ROSTER, RunMode.FULL));
            RecordTable users = coupa.data().users();
            int changed = users.count() / 100;
            Platform.awaitNextSecond();
            users.change(users.sample(changed, 1));
            Platform.awaitNextSecond();
            coupa.log().clear();
            UUID increment = installation.run(tenant, Task.APPLICATION_ROSTER, RunMode.INCREMENTAL);
            TaskEvent outcome = completed(installation, increment);
            double reach = 1.2 * changed / 50 + 10;
            Table table = new Table("changed", "published", "requests", "reach");
            table.row(changed, outcome.progress().recordsChanged(), coupa.log().apiCount(), "≤ " + (int) reach);
            session.say(table.toString());
            session.results().page(id(), title(), "1.2 × changed / 50 + 10 requests at most.\n\n" + table);
        }
    }

    private static TaskEvent completed(Installation installation, UUID command) {
        TaskEvent outcome = installation.outcome(Task.APPLICATION_ROSTER, command, PATIENCE);
        if (outcome.type() != TaskEvent.Type.COMPLETED) {
            throw new IllegalStateException("The run did not complete: " + outcome);
        }
        return outcome;
    }
}
