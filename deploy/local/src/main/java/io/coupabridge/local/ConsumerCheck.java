package io.coupabridge.local;

import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.ExpenseDiscovery;
import io.coupabridge.contracts.TaskEvent;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.testing.TopicReader;
import io.coupabridge.testing.TopicRecord;
import io.coupabridge.testing.truth.ExpenseTruth;
import io.coupabridge.testing.truth.ReceiptCheck;
import io.coupabridge.testing.truth.RosterTruth;
import io.coupabridge.testing.truth.TruthReport;
import java.time.LocalDate;
import java.util.List;

/** What a {@code read_committed} consumer holds, against what the simulator says is true: record for record. */
final class ConsumerCheck {

    private static final int FIRST_RUN_DAYS = 90;

    private final SimulatedCoupa coupa;
    private final Checks checks;
    private final List<TopicRecord> users;
    private final List<TopicRecord> lines;

    ConsumerCheck(DemoSettings settings, Checks checks) {
        this.coupa = new SimulatedCoupa(settings);
        this.checks = checks;
        this.users = TopicReader.readAll(settings.bootstrapServers(), ApplicationRoster.TASK.recordTopic());
        this.lines = TopicReader.readAll(settings.bootstrapServers(), ExpenseDiscovery.TASK.recordTopic());
    }

    /** Compares what the run that completed has published. */
    TruthReport check(Scenario scenario, TaskEvent completed) {
        TruthReport report = completed.task() == ApplicationRoster.TASK
                ? users(scenario.tenant())
                : expenses(scenario.tenant(), firstDay(scenario, completed));
        checks.expect(
                report.tenantId() + ": a consumer holds exactly Coupa's " + report.subject(),
                report.holds(),
                report.describe());
        List<TopicRecord> topic = completed.task() == ApplicationRoster.TASK ? users : lines;
        List<String> differences = ReceiptCheck.differences(completed, topic);
        checks.expect(
                report.tenantId() + ": the receipt of " + completed.task() + " agrees with the records",
                differences.isEmpty(),
                String.join(" ", differences));
        return report;
    }

    private TruthReport users(SimulatedTenant tenant) {
        return RosterTruth.check(new TenantId(tenant.id()), coupa.truth(tenant, "users"), users);
    }

    private TruthReport expenses(SimulatedTenant tenant, LocalDate from) {
        return new ExpenseTruth(
                        new TenantId(tenant.id()),
                        coupa.truth(tenant, "expense_lines"),
                        coupa.truth(tenant, "expense_reports"),
                        from)
                .check(lines);
    }

    private static LocalDate firstDay(Scenario scenario, TaskEvent completed) {
        return scenario.startOf(completed)
                .at()
                .atZone(scenario.tenant().zone())
                .toLocalDate()
                .minusDays(FIRST_RUN_DAYS);
    }
}
