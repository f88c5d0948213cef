package io.coupabridge.contracts;

/** The task <i>Expense Discovery</i>: what was bought through expenses (coupa-api §5). */
public final class ExpenseDiscovery implements TaskProvider {

    public static final Task TASK = Task.named("expense")
            .inMessages("EXPENSE_DISCOVERY")
            .scope("core.expense.read")
            .probes("/api/expense_lines", "/api/expense_reports")
            .wantedByDefault()
            .publishes(DiscoveredExpense.class, "coupa.expense.lines");

    @Override
    public Task task() {
        return TASK;
    }
}
