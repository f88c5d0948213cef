package io.coupabridge.local;

import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.ExpenseDiscovery;
import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TaskEvent;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.testing.TopicReader;
import io.coupabridge.testing.TopicRecord;
import io.coupabridge.testing.truth.ExpenseTruth;
import io.coupabridge.testing.truth.ReceiptCheck;
import io.coupabridge.testing.truth.RosterTruth;
import io.coupabridge.testing.truth.TruthReport;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a {@code read_committed} consumer holds, against what the simulator says is true: record for record. */
final class ConsumerCheck {

    private static final int FIRST_RUN_DAYS = 90;

    private final SimulatedCoupa coupa;
    private final Checks checks;
    private final Map<Task, List<TopicRecord>> held = new HashMap<>();
    private final Map<Task, Comparison> comparisons =
            Map.of(ApplicationRoster.TASK, this::users, ExpenseDiscovery.TASK, this::expenses);

    ConsumerCheck(DemoSettings settings, Checks checks) {
        this.coupa = new SimulatedCoupa(settings);
        this.checks = checks;
        for (Task task : comparisons.keySet()) {
            held.put(task, TopicReader.readAll(settings.bootstrapServers(), task.recordTopic()));
        }
    }

    /** Compares what the run that completed has published. */
    TruthReport check(Scenario scenario, TaskEvent completed) {
        List<TopicRecord> records = held.get(completed.task());
        TruthReport report = comparisons.get(completed.task()).of(scenario, completed, records);
        checks.expect(
                report.tenantId() + ": a consumer holds exactly Coupa's " + report.subject(),
                report.holds(),
                report.describe());
        List<String> differences = ReceiptCheck.differences(completed, records);
        checks.expect(
                report.tenantId() + ": the receipt of " + completed.task() + " agrees with the records",
                differences.isEmpty(),
                String.join(" ", differences));
        return report;
    }

    private TruthReport users(Scenario scenario, TaskEvent completed, List<TopicRecord> records) {
        SimulatedTenant tenant = scenario.tenant();
        return RosterTruth.check(new TenantId(tenant.id()), coupa.truth(tenant, "users"), records);
    }

    private TruthReport expenses(Scenario scenario, TaskEvent completed, List<TopicRecord> records) {
        SimulatedTenant tenant = scenario.tenant();
        return new ExpenseTruth(
                        new TenantId(tenant.id()),
                        coupa.truth(tenant, "expense_lines"),
                        coupa.truth(tenant, "expense_reports"),
                        firstDay(scenario, completed))
                .check(records);
    }

    /** Of what a run has published with what is true. */
    private interface Comparison {
        TruthReport of(Scenario scenario, TaskEvent completed, List<TopicRecord> records);
    }

    private static LocalDate firstDay(Scenario scenario, TaskEvent completed) {
        return scenario.startOf(completed)
                .at()
                .atZone(scenario.tenant().zone())
                .toLocalDate()
                .minusDays(FIRST_RUN_DAYS);
    }
}
