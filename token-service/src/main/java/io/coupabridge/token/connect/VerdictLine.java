package io.coupabridge.token.connect;

import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TaskAccess.Verdict;
import io.coupabridge.token.admin.ConnectionView.TaskView;
import java.util.Locale;

/** What is shown of a task that the tenant wants. */
record VerdictLine(String name, String verdict, String message, boolean granted) {

    /** @param asking whether its verdict is yet to come */
    static VerdictLine of(Task task, TaskView view, boolean asking) {
        boolean open = asking && view.verdict() == Verdict.UNKNOWN;
        return new VerdictLine(
                name(task),
                open ? "Coupa is being asked" : words(view.verdict()),
                open ? "" : view.message(),
                view.verdict() == Verdict.GRANTED);
    }

    private static String name(Task task) {
        String words = task.name().replace('_', ' ').toLowerCase(Locale.ROOT);
        return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }

    private static String words(Verdict verdict) {
        return switch (verdict) {
            case GRANTED -> "May run";
            case SCOPE_MISSING -> "Its scope is missing";
            case FORBIDDEN -> "Coupa refuses its data";
            case NOT_WANTED -> "Not wanted";
            case UNKNOWN -> "Not verified yet";
        };
    }
}
