package io.coupabridge.simulator.data;

/** Computes what the expense reports of an instance are like, from the seed and the id alone. */
final class ReportGenerator {

    static final String[] STATUSES = {
        "draft",
        "working",
        "pending_approval",
        "pending_info",
        "approved",
        "accounting_review",
        "approved_for_payment",
        "scheduled_for_payment",
        "paid",
        "audit_hold_v2"
    };
    private static final int[] STATUS_SHARES = {60, 20, 130, 30, 150, 40, 60, 40, 460, 10};
    private static final String[] TITLES = {
        "January tools",
        "Customer trip",
        "Zürich offsite",
        "Software Q3",
        "Conference 🎤",
        "Monthly card statement",
        "Dienstreise München",
        "出張",
        "Team licences",
        "Home office"
    };

    private final Mix mix;
    private final IdSpace users;
    private final IdSpace reports;
    private final ReportLayout layout;
    private final ExpenseTimes times;

    ReportGenerator(Mix mix, IdSpace users, IdSpace reports, ReportLayout layout, ExpenseTimes times) {
        this.mix = mix;
        this.users = users;
        this.reports = reports;
        this.layout = layout;
        this.times = times;
    }

    long owner(long report) {
        return users.idAt(mix.below(report, 502, Math.max(1, users.count())));
    }

    long createdAt(long report) {
        return times.createdAt(layout.firstLine(reports.positionOf(report))) - 600;
    }

    long updatedAt(long report) {
        return times.laterThan(createdAt(report), report, 505);
    }

    /** Null while it was not submitted. */
    Long submittedAt(long report) {
        String status = status(report);
        if (status.equals("draft") || status.equals("working")) {
            return null;
        }
        long created = createdAt(report);
        return created + (updatedAt(report) - created) / 2;
    }

    String status(long report) {
        int draw = mix.below(report, 517, 1_000);
        int status = 0;
        while (draw >= STATUS_SHARES[status]) {
            draw -= STATUS_SHARES[status];
            status++;
        }
        return STATUSES[status];
    }

    String title(long report) {
        return mix.pick(report, 518, TITLES);
    }

    /** The position of the first line that the report started with. */
    int firstPosition(long report) {
        int position = reports.indexOf(report);
        return position < 0 ? 0 : layout.firstLine(position);
    }

    /** The position after its last. */
    int endPosition(long report) {
        int position = reports.indexOf(report);
        return position < 0 ? 0 : layout.endLine(position);
    }
}
